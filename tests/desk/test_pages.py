from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import applications.submissions.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.desk.overview import case_overview
from applications.submissions.models import Reopening
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, draft_case, no_conflict, submitted_case
from tests.factories.drafting import draft, draft_of
from tests.factories.regions import member
from tests.factories.submissions import submission
from tests.factories.supplements import ask, case_to_complete, send, write

pytestmark = pytest.mark.django_db

WORK_LIST = "/arbetslista/"


def many_cases(number, officer):
    """Submitted cases in different stages and regions, of one call."""
    shared = call()
    codes = ["01", "03", "04", "05", "06", "07", "08", "09", "10", "12"]
    writer = member("editor")
    for index in range(number):
        stage = list(Stage)[1 + index % 6]
        submitted_case(stage, call=shared, code=codes[index % 10], by=writer, title=f"Projekt {index}", officer=officer)
    return shared


@pytest.mark.parametrize("number", [5, 70])
@pytest.mark.parametrize("query", ["", "?q=projekt&order=amount&tab=checking", "?tab=mine&page=2"])
def test_work_list_asks_few_queries(number, query, client, django_assert_max_num_queries):
    officer = staff("case_officer")
    many_cases(number, officer)
    client.force_login(officer)
    with django_assert_max_num_queries(11 if "q=" in query else 10):
        response = client.get(WORK_LIST + query)
    assert response.status_code == 200


@pytest.mark.parametrize("number", [1, 40])
def test_case_page_asks_few_queries(number, client, django_assert_max_num_queries):
    officer = staff("case_officer")
    many_cases(number, officer)
    case = Case.objects.submitted().first()
    submission(case)
    client.force_login(officer)
    with django_assert_max_num_queries(15):
        response = client.get(reverse("desk:case", args=[case.pk]))
    assert response.status_code == 200


@pytest.mark.parametrize("number", [1, 12])
def test_regions_start_page_asks_few_queries(number, client, django_assert_max_num_queries, open_now):
    user = member("editor", "signatory")
    for _index in range(number):
        draft(call=open_now, by=user)
    client.force_login(user)
    with django_assert_max_num_queries(10):
        response = client.get("/")
    assert "Väntar på dig" in response.content.decode()


@pytest.mark.parametrize("roles", [["case_officer"], ["case_officer", "assessor", "decision_maker", "registrar"]])
@pytest.mark.parametrize("number", [2, 40])
def test_staffs_start_page_asks_few_queries(roles, number, client, django_assert_max_num_queries):
    user = staff(*roles)
    many_cases(number, user)
    client.force_login(user)
    with django_assert_max_num_queries(12):
        assert client.get("/").status_code == 200


@pytest.fixture
def open_now():
    from django.utils import timezone

    now = timezone.now()
    return call(opens_at=now - timedelta(days=5), closes_at=now + timedelta(days=5))


def shown(response):
    return [case.title for case in response.context["work_list"].page]


def test_work_list_is_filtered_searched_and_sorted(client):
    officer, other = staff("case_officer", name="Sara Nyberg"), staff("case_officer")
    shared = call()
    submitted_case(call=shared, code="20", title="Validering i hela Dalarna", amount_applied=3, arrived_at=ARRIVED)
    submitted_case(
        Stage.ASSESSING,
        call=shared,
        code="25",
        title="Kompetens räknas",
        amount_applied=9,
        officer=officer,
        arrived_at=ARRIVED + timedelta(days=1),
    )
    submitted_case(title="I en annan utlysning", amount_applied=5, arrived_at=ARRIVED + timedelta(days=2))
    client.force_login(other)
    for query, expected in {
        "": ["Validering i hela Dalarna", "Kompetens räknas", "I en annan utlysning"],
        "?order=newest": ["I en annan utlysning", "Kompetens räknas", "Validering i hela Dalarna"],
        "?order=amount": ["Kompetens räknas", "I en annan utlysning", "Validering i hela Dalarna"],
        "?q=norrbotten+räknas": ["Kompetens räknas"],
        "?q=2022-000001": ["Validering i hela Dalarna"],
        f"?officer={officer.pk}": ["Kompetens räknas"],
        "?region=25": ["Kompetens räknas"],
        f"?call={shared.pk}": ["Validering i hela Dalarna", "Kompetens räknas"],
        "?tab=assessing": ["Kompetens räknas"],
        "?tab=mine": [],
    }.items():
        assert shown(client.get(WORK_LIST + query)) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=-1",
        "?page=99999999999999999999",
        "?order=%00",
        "?order=arrived_at",
        "?region=99&officer=abc&call=-5",
        "?q=%00%27%22",
        "?q=" + "x" * 5000,
        "?tab=<script>",
        "?tab=mine&tab=new&page=1&page=2",
    ],
)
def test_work_list_bears_nonsense_in_its_address(query, client):
    client.force_login(staff("case_officer"))
    submitted_case()
    assert client.get(WORK_LIST + query).status_code == 200


def test_work_list_never_shows_drafts_or_cases_in_which_one_has_a_conflict(client):
    user = staff("case_officer", "registrar", "decision_maker")
    draft_case(title="Ett utkast")
    conflict(submitted_case(title="Min systers projekt"), user)
    submitted_case(title="En annan ansökan")
    client.force_login(user)
    page = client.get(WORK_LIST)
    assert shown(page) == ["En annan ansökan"]
    assert page.context["work_list"].tabs[0].count == 1


def test_work_list_gives_htmx_the_list_alone(client):
    client.force_login(staff("case_officer"))
    part = client.get(WORK_LIST, headers={"hx-request": "true"}).content.decode()
    assert "<table" not in part  # no cases yet
    assert "<html" not in part
    assert "Inga ärenden passar in" in part


def test_start_page_tells_an_officer_what_waits(client):
    officer = staff("case_officer")
    submitted_case(title="Ny ansökan")
    submitted_case(Stage.ASSESSING, title="Min ansökan", officer=officer)
    client.force_login(officer)
    tasks = [(task.title, task.about.split(" · ")[0]) for task in client.get("/").context["start"].late]
    assert ("Ta ärendet", "Ny ansökan") in tasks
    assert ("Bedöm ansökan och föreslå beslut", "Min ansökan") in tasks


def test_region_sees_nothing_of_a_decision_before_it_is_released(client):
    user = member("editor")
    case = submitted_case(Stage.DECIDED, by=user)
    client.force_login(user)
    page = client.get("/ansokningar/").content.decode()
    assert "Handläggs" in page
    assert "Beslutad" not in page
    Case.objects.filter(pk=case.pk).update(released_outcome="reject")
    assert "Avslag" in client.get("/ansokningar/").content.decode()


def test_region_is_told_of_a_draft_that_was_not_handed_in_in_time(client, open_now):
    user = member("editor")
    draft(call=open_now, by=user)
    client.force_login(user)
    for page in ("/", "/ansokningar/"):
        assert "Inte inlämnad i tid" not in client.get(page).content.decode()
    open_now.closes_at = timezone.now()
    open_now.save(update_fields=["closes_at"])
    for page in ("/", "/ansokningar/"):
        assert "Inte inlämnad i tid" in client.get(page).content.decode()


def test_person_without_region_or_role_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "Du företräder ingen region än" in client.get("/").content.decode()


def test_history_shows_each_event_as_a_sentence(client, now):
    import applications.cases.actions

    officer = staff("case_officer", name="Sara Nyberg")
    case = submitted_case()
    applications.cases.actions.take_case(case_id=case.pk, by=officer, at=now)
    no_conflict(case, officer)
    client.force_login(officer)
    assert "Sara Nyberg tog ärendet." in client.get(reverse("desk:history", args=[case.pk])).content.decode()


@pytest.mark.parametrize(("role", "is_led_there"), [("call_administrator", False), ("registrar", True)])
def test_menu_leads_to_the_work_list_only_those_who_may_open_it(role, is_led_there, client):
    client.force_login(staff(role))
    assert (f'href="{WORK_LIST}"' in client.get("/").content.decode()) == is_led_there


def test_administrator_is_told_of_a_region_that_nobody_coordinates(client):
    member("editor", code="20")
    member("coordinator", code="12")
    client.force_login(staff("call_administrator"))

    html = client.get(reverse("desk:start")).text

    assert "Utse någon som samordnar" in html
    assert "Region Dalarna" in html
    assert "Region Skåne" not in html


def test_officers_pages_say_that_the_region_changes_its_application(client):
    officer, now = staff("case_officer"), timezone.now()
    case = submitted_case(Stage.CHECKING, officer)
    submission(case)
    draft_of(case)
    Call.objects.filter(pk=case.call_id).update(closes_at=now + timedelta(days=1))
    Reopening.objects.create(case=case, opened_by=member("signatory", name="Karin Ek"), opened_at=now)
    client.force_login(officer)
    for page in ("", "komplettering/"):
        said = client.get(f"/arenden/{case.pk}/{page}").content.decode()
        assert "Karin Ek öppnade den" in said
        assert "Begär komplettering" not in said
    said = client.get(f"/arenden/{case.pk}/beslut/foresla/").content.decode()
    assert "öppnat ansökan för att ändra" in said
    assert "Lämna förslaget" not in said


def test_case_page_keeps_the_first_version_on_its_timeline_when_a_supplement_has_come(client, now):
    case = case_to_complete(now)
    ask(case, now)
    write(case, now, summary="Nu med tydligare mål.")
    send(case, now + timedelta(hours=1))
    titles = [step.title for step in case_overview(Case.objects.get(pk=case.pk), at=now).steps if step.state == "done"]
    assert [title.split(" av ")[0] for title in titles] == [
        "Inlämnad",
        "Komplettering begärd",
        "Kompletteringen kom in",
    ]


def test_case_page_tells_a_withdrawal_and_what_is_left_to_do(client, now):
    case = case_to_complete(now)
    applications.submissions.actions.withdraw_application(
        case_id=case.pk, reason="Vi hinner inte.", by=case.signatory, arrived_at=now, at=now
    )
    steps = case_overview(Case.objects.get(pk=case.pk), at=now).steps
    assert [(step.title, step.state) for step in steps if not step.title.startswith("Inlämnad")] == [
        ("Regionen återkallade ansökan", "done"),
        ("Förslag till beslut", "now"),
        ("Beslut", "later"),
        ("Brev till regionen", "later"),
    ]
    client.force_login(case.officer)
    assert "Vi hinner inte." in client.get(f"/arenden/{case.pk}/").content.decode()


def test_work_list_flags_cases_that_wait_for_an_answer(client):
    officer = staff("case_officer")
    case = submitted_case(Stage.CHECKING, officer)
    client.force_login(officer)
    flag = '<div class="hint">Väntar på svar från oss</div>'
    assert flag not in client.get(WORK_LIST).content.decode()
    Case.objects.filter(pk=case.pk).update(answer_awaited_from="authority")
    assert flag in client.get(WORK_LIST).content.decode()

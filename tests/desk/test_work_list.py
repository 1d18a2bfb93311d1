"""The work list: filters by chips, search, order, counts, and what somebody with a conflict of interest never sees."""

from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone

from applications.cases.actions import keep_text
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.desk.ages import age_of, arrived_before_the_laws_time
from applications.desk.work_list import work_list_page, work_list_rows
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
NOW = ARRIVED + timedelta(days=40)


@pytest.fixture
def cases():
    """Five in one call and one in another, by region code."""
    karin, old = staff("case_officer", name="Karin Ek"), staff("case_officer", name="Åke Borta")
    shared = call()
    writer = member("editor")
    made = {
        "20": submitted_case(
            Stage.ASSESSING, karin, call=shared, code="20", by=writer, title="Dalarna lär", amount_applied=5
        ),
        "25": submitted_case(
            Stage.CHECKING, karin, call=shared, code="25", by=writer, title="Norrut", amount_applied=9
        ),
        "12": submitted_case(call=shared, code="12", by=writer, title="Söderut", amount_applied=7),
        "03": submitted_case(Stage.CHECKING, old, call=shared, code="03", by=writer, title="Uppåt", amount_applied=1),
        "24": submitted_case(Stage.DECIDED, karin, call=shared, code="24", by=writer, title="Klart", amount_applied=2),
        "01": submitted_case(Stage.PROPOSED, karin, code="01", by=writer, title="Annan utlysning", amount_applied=3),
    }
    old.staff_roles.all().delete()
    return made


@pytest.fixture
def registrar():
    return staff("registrar")


def found(user, query="", at=NOW):
    return work_list_page(user, QueryDict(query), at=at)


def codes(listed):
    return [case.region_id for case in listed.page]


def test_choices_of_one_filter_add_up_and_filters_narrow_each_other(cases, registrar):
    karin = cases["20"].officer_id
    assert codes(found(registrar, "region=20&region=25")) == ["20", "25"]
    assert codes(found(registrar, f"region=20&region=12&officer={karin}")) == ["20"]
    assert codes(found(registrar, f"call={cases['01'].call_id}")) == ["01"]


def test_cases_that_nobody_at_work_has_are_found_with_those_of_somebody(cases, registrar):
    assert codes(found(registrar, "officer=none")) == ["12", "03"]
    assert codes(found(registrar, f"officer=none&officer={cases['20'].officer_id}")) == [
        "20",
        "25",
        "12",
        "03",
        "01",
        "24",
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("amount", ["25", "12", "20", "01", "24", "03"]),
        ("smallest", ["03", "24", "01", "20", "12", "25"]),
        ("officer", ["20", "25", "24", "01", "03", "12"]),
        # What is decided has no age, and comes last whichever way they go.
        ("", ["20", "25", "12", "03", "01", "24"]),
        ("newest", ["01", "03", "12", "25", "20", "24"]),
    ],
)
def test_headings_sort(order, expected, cases, registrar):
    assert codes(found(registrar, f"order={order}")) == expected


def test_heading_that_sorts_now_says_so_and_turns_the_order(cases, registrar):
    columns = found(registrar, "order=amount").columns
    assert (columns["amount"].sorted, columns["amount"].order) == ("descending", "smallest")
    assert (columns["age"].sorted, columns["age"].order) == ("", "oldest")
    columns = found(registrar).columns
    assert (columns["age"].sorted, columns["age"].order) == ("descending", "newest")
    assert found(registrar, "order=region").columns["region"].sorted == "ascending"


def test_flags_find_what_waits_and_what_is_old(cases, registrar):
    today = timezone.localdate(NOW)
    for code, days in (("20", 5), ("25", -1)):
        SupplementRequest.objects.create(
            case=cases[code],
            text="Mer",
            sections=[],
            asked_by=cases[code].officer,
            asked_at=ARRIVED,
            due_on=today + timedelta(days=days),
        )
    Case.objects.filter(pk=cases["12"].pk).update(withdrawn_at=NOW)
    Case.objects.filter(pk=cases["25"].pk).update(answer_awaited_from="authority")
    assert codes(found(registrar, "flag=supplement")) == ["20", "25"]
    assert codes(found(registrar, "flag=late")) == ["25"]
    assert codes(found(registrar, "flag=withdrawn")) == ["12"]
    assert codes(found(registrar, "flag=message&flag=supplement")) == ["25"]
    assert codes(found(registrar, "flag=old")) == []
    half_a_year_on = ARRIVED + timedelta(days=190)
    assert codes(found(registrar, "flag=old", half_a_year_on)) == ["20", "25", "12", "03", "01"]


@pytest.mark.parametrize("days", range(176, 200))
def test_flag_and_bar_agree_on_what_is_older_than_six_months(days):
    at = ARRIVED + timedelta(days=days)
    assert age_of(ARRIVED, timezone.localdate(at)).is_over == (arrived_before_the_laws_time(at) > ARRIVED)


def test_counts_follow_the_filters_and_the_tab_narrows_the_list(cases, registrar):
    listed = found(cases["20"].officer, "region=20&region=25&region=12&tab=checking")
    assert [(tab.key, tab.count) for tab in listed.tabs] == [
        ("", 3), ("mine", 2), ("new", 1), ("checking", 1), ("assessing", 1), ("proposed", 0), ("decided", 0)
    ]  # fmt: skip
    assert codes(listed) == ["25"]
    assert codes(found(cases["20"].officer, "tab=mine")) == ["20", "25", "01", "24"]


@pytest.mark.parametrize(
    ("tab", "figures"), [("", (3, 21)), ("mine", (2, 14)), ("checking", (1, 9)), ("proposed", (0, 0))]
)
def test_figures_under_the_heading_are_of_what_the_list_shows(tab, figures, cases):
    listed = found(cases["20"].officer, f"region=20&region=25&region=12&tab={tab}")
    assert (listed.total, listed.amount) == figures
    assert listed.page.paginator.count == figures[0]


def test_one_chosen_call_shows_its_money(cases, registrar):
    listed = found(registrar, f"call={cases['20'].call_id}")
    assert listed.call_title == cases["20"].call.title
    assert listed.call_budget == sum(year.budget for year in cases["20"].call.years.all())
    assert found(registrar).call_budget is None


def test_each_chip_takes_away_one_thing_and_leaves_the_rest(cases, registrar, client):
    client.force_login(registrar)
    query = "q=l%C3%A4r&region=20&region=25&flag=supplement&tab=checking&order=amount&page=3"
    chips = {chip.words: chip.without for chip in found(registrar, query).chips}
    assert list(chips) == ["”lär”", "Region Dalarna", "Region Norrbotten", "Väntar på komplettering"]
    left = QueryDict(chips["Region Dalarna"])
    assert left.getlist("region") == ["25"]
    assert (left["q"], left["flag"], left["tab"], left["order"]) == ("lär", "supplement", "checking", "amount")
    assert "page" not in left
    assert "q" not in QueryDict(chips["”lär”"])
    page = unescape(client.get(f"/arbetslista/?{query}").text)
    assert f'href="?{chips["Väntar på komplettering"]}"' in page


def test_nonsense_among_choices_leaves_the_others(cases, registrar):
    assert codes(found(registrar, "region=99&region=20&flag=zzz&officer=x")) == ["20"]
    assert [chip.words for chip in found(registrar, "region=99&region=20&flag=zzz").chips] == ["Region Dalarna"]


def test_search_looks_in_answers(cases, registrar):
    keep_text(case=cases["25"], answers="Vi utbildar handledare i gruvorna.")
    assert codes(found(registrar, "q=gruvor")) == [], "before they have declared themselves in the case"
    assert codes(found(registrar, "q=norrut")) == ["25"]
    assert work_list_rows(registrar, QueryDict("q=gruvor"), at=NOW).count() == 0
    no_conflict(cases["25"], registrar)
    assert codes(found(registrar, "q=gruvor")) == ["25"]
    assert codes(found(registrar, "q=gruvor&region=20")) == []


def test_who_has_a_conflict_finds_nothing_of_the_case_anywhere(cases, registrar, client):
    barred = staff("case_officer", "decision_maker")
    conflict(cases["25"], barred)
    keep_text(case=cases["25"], answers="Vi utbildar handledare i gruvorna.")
    no_conflict(cases["25"], registrar)
    assert codes(found(registrar, "q=gruvor")) == ["25"]
    for query in ("", "q=gruvor", "q=norrut", "region=25", "tab=checking", "order=amount", "officer=none"):
        listed = found(barred, query)
        assert "25" not in codes(listed), query
        assert all(case.region_id != "25" for case in work_list_rows(barred, QueryDict(query), at=NOW))
    everything, seen = found(registrar), found(barred)
    assert (seen.total, seen.amount) == (everything.total - 1, everything.amount - 9)
    client.force_login(barred)
    for address in ("/arbetslista/?q=norrut", "/arbetslista/arenden.csv?q=norrut"):
        response = client.get(address)
        text = b"".join(response) if response.streaming else response.content
        assert cases["25"].registry_number not in text.decode()
    assert cases["25"].registry_number not in client.get(f"/arenden/tilldela/?case={cases['25'].pk}").text


def test_assessor_finds_the_cases_that_they_were_asked_to_assess(cases):
    assessor = staff("assessor")
    cases["20"].assessors.create(person=assessor, asked_at=NOW)
    assert codes(found(assessor)) == ["20"]
    assert codes(found(assessor, "q=norrut")) == []


def test_rows_say_what_a_case_waits_for_and_how_old_it_is(cases, registrar, client):
    client.force_login(registrar)
    Case.objects.update(arrived_at=timezone.localtime() - timedelta(days=300))
    Case.objects.filter(pk=cases["20"].pk).update(
        arrived_at=timezone.localtime() - timedelta(days=170), withdrawn_at=NOW
    )
    page = client.get("/arbetslista/?region=20").text
    assert "170 dagar" in page
    assert "Snart sex månader" in page
    assert "Återkallad" in page
    assert "Över sex månader" in client.get("/arbetslista/?region=25").text
    assert "<progress" not in client.get("/arbetslista/?region=24").text


@pytest.mark.parametrize("role", ["case_officer", "registrar", "decision_maker", "assessor"])
def test_only_who_sees_every_case_is_offered_to_assign(role, cases, client):
    person = staff(role)
    cases["20"].assessors.create(person=person, asked_at=NOW)
    client.force_login(person)
    assert ("Tilldela …" in client.get("/arbetslista/").text) == (role != "assessor")


@pytest.mark.parametrize("number", [2, 60])
@pytest.mark.parametrize(
    "query", ["", "?q=projekt&region=20&region=25&flag=message&officer=none&order=officer&tab=mine"]
)
def test_list_and_its_filters_ask_the_same_whatever_the_size(
    number, query, client, django_assert_max_num_queries, registrar
):
    shared, writer = call(), member("editor")
    for index in range(number):
        submitted_case(call=shared, code=["20", "25"][index % 2], by=writer, title=f"Projekt {index}")
    client.force_login(registrar)
    with django_assert_max_num_queries(10):
        assert client.get(f"/arbetslista/{query}").status_code == 200

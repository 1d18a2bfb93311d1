import pytest
from django.urls import reverse

from applications.cases.models import Assessor, ConflictDeclaration
from applications.cases.states import Stage
from tests.factories.accounts import UserFactory, staff
from tests.factories.cases import conflict, draft_case, no_conflict, submitted_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def at(name, case, **query):
    return reverse(f"cases:{name}", args=[case.pk])


def test_take_leads_to_the_declaration(client):
    case = submitted_case()
    client.force_login(staff("case_officer"))

    page = client.post(at("take", case), follow=True)

    assert page.redirect_chain == [(at("declare", case), 302)]
    assert "Du har tagit ärendet" in page.content.decode()


def test_take_of_a_taken_case_says_who_has_it(client):
    case = submitted_case(stage=Stage.CHECKING, officer=staff("case_officer", name="Sara Nyberg"))
    client.force_login(staff("case_officer"))

    page = client.post(at("take", case), follow=True)

    assert "Sara Nyberg har redan tagit ärendet" in page.content.decode()


def test_take_is_a_post(client):
    client.force_login(staff("case_officer"))

    assert client.get(at("take", submitted_case())).status_code == 405


def test_declare_none_leads_on_to_where_the_person_was_going(client):
    case = submitted_case()
    client.force_login(staff("case_officer"))
    then = reverse("reviews:check", args=[case.pk])

    page = client.post(at("declare", case), {"has_conflict": "no", "statement": "", "then": then})

    assert page.url == then
    assert not ConflictDeclaration.objects.get().has_conflict


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_declare_never_leads_out_of_the_portal(client, then):
    case = submitted_case()
    client.force_login(staff("case_officer"))

    page = client.post(at("declare", case), {"has_conflict": "no", "then": then})

    assert page.url == reverse("desk:case", args=[case.pk])


def test_declare_a_conflict_closes_the_case_to_the_person(client):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.CHECKING, officer=officer)
    client.force_login(officer)

    page = client.post(at("declare", case), {"has_conflict": "yes", "statement": "Min syster."}, follow=True)

    assert page.redirect_chain == [(reverse("desk:work_list"), 302)]
    assert "ärendet är nu stängt för dig" in page.content.decode()
    assert client.get(at("people", case)).status_code == 404


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Välj om du har jäv eller inte."),
        ({"has_conflict": "perhaps"}, "Välj"),
        ({"has_conflict": "yes", "statement": " "}, "Beskriv kort vad jävet består i."),
        ({"has_conflict": "yes", "statement": "x" * 2001}, "2000"),
    ],
)
def test_declare_keeps_what_was_typed_and_says_what_is_wrong(client, answers, says):
    case = submitted_case()
    client.force_login(staff("case_officer"))

    page = client.post(at("declare", case), {**answers, "then": "/arbetslista/"})

    assert page.status_code == 422
    assert says in page.content.decode()
    assert 'value="/arbetslista/"' in page.content.decode()
    assert not ConflictDeclaration.objects.exists()


def test_people_shows_who_handles_the_case_and_what_they_declared(client):
    officer = staff("case_officer", name="Sara Nyberg")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    assessor = staff("assessor", name="Ola Berg", organisation="MYH")
    case.assessors.create(person=assessor, asked_at=case.arrived_at)
    no_conflict(case, registrar := staff("registrar"))
    client.force_login(registrar)

    text = client.get(at("people", case)).content.decode()

    assert all(words in text for words in ("Sara Nyberg", "Ola Berg, MYH", "Inte jäv", "Inte lämnad"))
    assert "Be om bedömning" not in text


def test_people_of_a_case_that_nobody_has_lets_an_officer_take_it(client):
    case, officer = submitted_case(), staff("case_officer")
    no_conflict(case, officer)
    client.force_login(officer)

    text = client.get(at("people", case)).content.decode()

    assert "Ingen har tagit ärendet än" in text
    assert "Ta ärendet" in text


def test_assessors_asks_a_person(client):
    officer, assessor = staff("case_officer"), staff("assessor")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    client.force_login(officer)

    page = client.post(at("assessors", case), {"person": assessor.pk}, follow=True)

    assert Assessor.objects.get().person == assessor
    assert f"{assessor.name} är tillfrågad" in page.content.decode()


@pytest.mark.parametrize("person", ["", "abc", "999999", "-1", "1" * 400])
def test_assessors_says_when_the_person_can_not_be_asked(client, person):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    client.force_login(officer)

    page = client.post(at("assessors", case), {"person": person})

    assert page.status_code == 422
    assert not Assessor.objects.exists()


def test_assessors_offers_nobody_who_is_barred_asked_or_the_officer(client):
    officer, free, barred, region_person = (staff("case_officer", "assessor") for _number in range(4))
    asked = staff("assessor")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    conflict(case, barred)
    case.assessors.create(person=asked, asked_at=case.arrived_at)
    region_person.memberships.create(region_id="20", role="editor", started_at=case.arrived_at)
    client.force_login(officer)

    form = client.get(at("people", case)).context["assessor_form"]

    assert list(form.fields["person"].queryset) == [free]


def test_hand_over_to_a_colleague_and_back_to_the_list(client):
    officer, colleague = staff("case_officer"), staff("case_officer", name="Bo Ek")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    client.force_login(officer)

    page = client.post(at("hand_over", case), {"to": colleague.pk}, follow=True)
    assert "Bo Ek är nu ärendets handläggare" in page.content.decode()

    no_conflict(case, colleague)
    client.force_login(colleague)
    page = client.post(at("hand_over", case), {"to": "", "leave": "1"}, follow=True)
    assert "ingen handläggare" in page.content.decode()

    case.refresh_from_db()
    assert case.officer is None


@pytest.mark.parametrize("to", ["", "abc", "999999"])
def test_hand_over_to_nobody_in_particular_is_no_leaving(client, to):
    case = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    client.force_login(case.officer)

    page = client.post(at("hand_over", case), {"to": to})

    assert page.status_code == 422
    case.refresh_from_db()
    assert case.officer is not None


def test_hand_over_by_somebody_else_is_refused_with_the_reason(client):
    case = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    no_conflict(case, other := staff("case_officer"))
    client.force_login(other)

    page = client.post(at("hand_over", case), {"leave": "1"})

    assert page.status_code == 403
    assert "Bara ärendets handläggare" in page.content.decode()


@pytest.mark.parametrize("name", ["declare", "people"])
def test_pages_are_closed_to_regions_and_strangers(client, name):
    case = submitted_case()
    assert client.get(at(name, case)).status_code == 302
    for person in (member("signatory"), UserFactory(), staff("call_administrator")):
        client.force_login(person)
        assert client.get(at(name, case)).status_code == 403
    no_conflict(case, officer := staff("case_officer"))
    client.force_login(officer)
    assert client.get(at(name, case)).status_code == 200


@pytest.mark.parametrize("name", ["declare", "people"])
def test_pages_of_drafts_and_of_cases_with_a_conflict_are_not_found(client, name):
    officer = staff("case_officer")
    barred = submitted_case()
    conflict(barred, officer)
    client.force_login(officer)

    assert client.get(at(name, barred)).status_code == 404
    assert client.get(at(name, draft_case(call=barred.call))).status_code == 404
    assert client.get(reverse(f"cases:{name}", args=[10**9])).status_code == 404


def test_people_page_asks_the_database_as_often_with_many_assessors(client, django_assert_max_num_queries):
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    for _number in range(12):
        assessor = staff("assessor")
        no_conflict(case, assessor)
        case.assessors.create(person=assessor, asked_at=case.arrived_at)
    client.force_login(officer)

    with django_assert_max_num_queries(12):
        client.get(at("people", case))

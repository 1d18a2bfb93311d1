import pytest
from django.urls import reverse

from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.reviews.models import Assessment
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.regions import member
from tests.factories.reviews import assessment
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
FULL = {
    "points_structure": "5",
    "comment_structure": "Tydlig ledning.",
    "points_costs": "3",
    "comment_costs": "Höga konsultkostnader.",
    "summary": "Väl genomtänkt.",
}


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


def case_at(stage, officer):
    case = submitted_case(stage=stage, officer=officer)
    submission(case)
    return case


def at(name, case):
    return reverse(f"reviews:{name}", args=[case.pk])


def test_assess_saves_a_part_and_comes_back(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)

    page = client.post(at("assess", case), {"comment_costs": "Halvfärdig tanke", "_then": "save"}, follow=True)

    assert "Din bedömning är sparad" in page.content.decode()
    assert "Halvfärdig tanke" in page.content.decode()
    assert Assessment.objects.get().handed_in_at is None


def test_assess_hands_in_and_shows_the_total(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)

    text = client.post(at("assess", case), FULL, follow=True).content.decode()

    assert "Din bedömning är lämnad" in text
    assert "4,2 av 5" in text
    assert "Föreslå beslut" in text


def test_assess_names_each_missing_part_beside_its_field_and_keeps_the_rest(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)

    page = client.post(at("assess", case), {**FULL, "points_costs": "", "comment_structure": ""})

    text = page.content.decode()
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"points_costs", "comment_structure"}
    assert 'href="#id_points_costs_0"' in text
    assert "Höga konsultkostnader." in text
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("points", ["0", "6", "-1", "abc", "9" * 400, "1; DROP TABLE"])
def test_assess_refuses_points_that_are_not_on_the_scale(client, officer, points):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)

    page = client.post(at("assess", case), {**FULL, "points_costs": points})

    assert page.status_code == 422
    assert "Välj ett av stegen på skalan." in page.content.decode()


def test_assess_sent_after_the_case_went_on_keeps_what_was_typed(client, officer):
    case = case_at(Stage.PROPOSED, officer)
    client.force_login(officer)

    page = client.post(at("assess", case), FULL)

    assert page.status_code == 422
    assert "Ärendet har läget ”Förslag till beslut”" in page.content.decode()
    assert "Höga konsultkostnader." in page.content.decode()


def test_assess_can_be_changed_after_handing_in(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    assessment(case, officer)
    client.force_login(officer)
    assert "Lämna bedömningen igen" not in client.get(at("assess", case)).content.decode()

    text = client.get(at("assess", case), {"andra": "1"}).content.decode()
    assert "Lämna bedömningen igen" in text
    assert "Väl beskrivet." in text

    client.post(at("assess", case), FULL)
    assert str(Assessment.objects.get().total) == "4.2"


def test_assess_shows_an_assessor_nobody_elses_until_they_hand_in(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    assessment(case, officer, summary="Handläggarens hemliga slutsats.")
    assessor = staff("assessor")
    Assessor.objects.create(case=case, person=assessor, asked_at=ARRIVED)
    no_conflict(case, assessor)
    client.force_login(assessor)
    assert "hemliga slutsats" not in client.get(at("assess", case)).content.decode()

    client.post(at("assess", case), FULL)

    text = client.get(at("assess", case)).content.decode()
    assert "hemliga slutsats" in text
    assert "i medeltal av 2 bedömningar" in text


def test_assess_leaves_out_an_assessor_who_later_declared_a_conflict(client, officer):
    case = case_at(Stage.PROPOSED, officer)
    assessment(case, officer, points=4)
    barred = staff("assessor", name="Ola Berg")
    assessment(case, barred, points=1)
    client.force_login(officer)
    assert "2,5 av 5" in client.get(at("assess", case)).content.decode()

    conflict(case, barred)

    text = client.get(at("assess", case)).content.decode()
    assert "4,0 av 5" in text
    assert "Ola Berg" not in text


def test_assess_by_somebody_not_asked_is_refused_with_the_reason(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    no_conflict(case, registrar := staff("registrar"))
    client.force_login(registrar)

    assert "Ingen bedömning är lämnad än" in client.get(at("assess", case)).content.decode()
    page = client.post(at("assess", case), FULL)
    assert page.status_code == 403
    assert "tillfrågade bedömare" in page.content.decode()


def test_assess_escapes_what_people_wrote(client, officer):
    case = case_at(Stage.ASSESSING, officer)
    client.force_login(officer)

    text = client.post(
        at("assess", case), {**FULL, "comment_costs": "<script>alert(1)</script>"}, follow=True
    ).content.decode()

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("name", ["check", "assess"])
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DRAFT])
def test_pages_open_in_every_stage_for_every_staff_role(client, officer, name, stage):
    case = case_at(stage, officer)
    others = [staff("case_officer"), staff("decision_maker"), staff("registrar")]
    no_conflict(case, *others)
    for person in (officer, *others):
        client.force_login(person)
        assert client.get(at(name, case)).status_code == 200


@pytest.mark.parametrize("name", ["check", "assess"])
def test_pages_are_closed_to_regions_and_to_who_has_a_conflict(client, officer, name):
    case = case_at(Stage.ASSESSING, officer)
    barred = staff("case_officer")
    conflict(case, barred)

    client.force_login(member("signatory"))
    assert client.get(at(name, case)).status_code == 403
    client.force_login(barred)
    assert client.get(at(name, case)).status_code == 404
    client.force_login(staff("assessor"))
    assert client.get(at(name, case)).status_code == 404


@pytest.mark.parametrize("number", [1, 6])
def test_assess_asks_the_database_as_often_with_many_assessments(
    client, officer, number, django_assert_max_num_queries
):
    case = case_at(Stage.ASSESSING, officer)
    assessment(case, officer)
    for _number in range(number):
        assessment(case, staff("assessor"))
    client.force_login(officer)

    with django_assert_max_num_queries(17):
        client.get(at("assess", case))

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import applications.reviews.actions
from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.reviews.actions import Given
from applications.reviews.models import Assessment
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, no_conflict, submitted_case

pytestmark = pytest.mark.django_db
actions = applications.reviews.actions
FULL = {"structure": Given(5, "Tydlig."), "costs": Given(3, "Höga.")}


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def case(officer):
    return submitted_case(stage=Stage.ASSESSING, officer=officer)


def last_entry(case):
    return AuditEntry.objects.filter(subject=case.audit_subject).last()


def test_save_assessment_keeps_any_part_of_it(case, officer, now):
    actions.save_assessment(case_id=case.pk, scores={"costs": Given(2)}, summary="", by=officer, at=now)
    saved = actions.save_assessment(
        case_id=case.pk, scores={"structure": Given(None, "Oklart.")}, summary="Halvt.", by=officer, at=now
    )

    assert {score.criterion.key: (score.points, score.comment) for score in saved.scores.all()} == {
        "structure": (None, "Oklart."),
        "costs": (2, ""),
    }
    assert (saved.summary, saved.handed_in_at, saved.total) == ("Halvt.", None, None)


@pytest.mark.parametrize("points", [0, -1, 6, 10_000])
def test_save_assessment_refuses_points_outside_the_scale(case, officer, points, now):
    with pytest.raises(ValidationError) as refusal:
        actions.save_assessment(case_id=case.pk, scores={"costs": Given(points)}, summary="", by=officer, at=now)

    assert list(refusal.value.message_dict) == ["points_costs"]
    assert not Assessment.objects.exists()


def test_save_assessment_refuses_criteria_of_another_call(case, officer, now):
    with pytest.raises(ValidationError, match="Kriterierna har ändrats"):
        actions.save_assessment(case_id=case.pk, scores={"other": Given(3)}, summary="", by=officer, at=now)


def test_hand_in_assessment_takes_a_complete_one_and_logs_its_points(case, officer, now):
    assessment = actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="Bra.", by=officer, at=now)

    assert (assessment.handed_in_at, str(assessment.total)) == (now, "4.2")
    entry = last_entry(case)
    assert entry.event == "assessment_handed_in"
    assert entry.details.content["scores"]["costs"] == {"points": 3, "comment": "Höga."}


def test_hand_in_assessment_names_everything_that_is_missing(case, officer, now):
    with pytest.raises(ValidationError) as refusal:
        actions.hand_in_assessment(case_id=case.pk, scores={"structure": Given(4, " ")}, summary="", by=officer, at=now)

    assert set(refusal.value.message_dict) == {"comment_structure", "points_costs", "comment_costs"}
    assert not Assessment.objects.exists()


def test_hand_in_assessment_counts_what_was_saved_before(case, officer, now):
    actions.save_assessment(case_id=case.pk, scores={"costs": FULL["costs"]}, summary="", by=officer, at=now)

    assessment = actions.hand_in_assessment(
        case_id=case.pk, scores={"structure": FULL["structure"]}, summary="", by=officer, at=now
    )

    assert assessment.handed_in_at == now


def test_hand_in_assessment_again_replaces_it_and_keeps_both_in_the_log(case, officer, now):
    actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=officer, at=now)
    actions.hand_in_assessment(case_id=case.pk, scores={"costs": Given(5, "Rimliga.")}, summary="", by=officer, at=now)

    entries = AuditEntry.objects.filter(subject=case.audit_subject, event="assessment_handed_in")
    assert [entry.details.content["scores"]["costs"]["points"] for entry in entries] == [3, 5]
    assert str(Assessment.objects.get().total) == "5.0"


def test_save_assessment_is_refused_once_it_is_handed_in(case, officer, now):
    actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=officer, at=now)

    with pytest.raises(ValidationError, match="redan lämnat"):
        actions.save_assessment(case_id=case.pk, scores={"costs": Given(1)}, summary="", by=officer, at=now)


def test_hand_in_assessment_is_open_to_an_asked_assessor_who_declared_no_conflict(case, now):
    assessor = staff("assessor")
    Assessor.objects.create(case=case, person=assessor, asked_at=ARRIVED)
    with pytest.raises(PermissionDenied):
        actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=assessor, at=now)

    no_conflict(case, assessor)

    assert actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=assessor, at=now).handed_in_at


def test_hand_in_assessment_is_refused_to_those_who_were_not_asked(case, now):
    for role in ("assessor", "case_officer", "decision_maker", "registrar"):
        person = staff(role)
        no_conflict(case, person)
        with pytest.raises(PermissionDenied):
            actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=person, at=now)


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.PROPOSED, Stage.DECIDED])
def test_hand_in_assessment_is_refused_in_other_stages(officer, stage, now):
    case = submitted_case(stage=stage, officer=officer)

    with pytest.raises(ValidationError, match="Ärendet har läget"):
        actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="", by=officer, at=now)

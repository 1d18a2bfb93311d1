"""Who reads which assessments."""

import pytest

from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.reviews.models import Assessment
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.regions import member
from tests.factories.reviews import assessment

pytestmark = pytest.mark.django_db


def seen_by(user):
    return set(Assessment.objects.visible_to(user))


def asked(case, **fields):
    person = staff("assessor", **fields)
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    no_conflict(case, person)
    return person


def test_visible_to_shows_staff_what_is_handed_in_and_nothing_unfinished():
    case = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    done = assessment(case, case.officer)
    assessment(case, asked(case), handed_in_at=None)

    no_conflict(case, decider := staff("decision_maker"))
    assert seen_by(decider) == {done}


def test_visible_to_never_shows_a_region_an_assessment():
    case = submitted_case(stage=Stage.NOTIFIED, officer=staff("case_officer"), released_outcome="grant")
    assessment(case, case.officer)

    assert seen_by(member("signatory")) == set()


def test_visible_to_lets_each_assessor_judge_alone_until_handing_in():
    case = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    other = assessment(case, asked(case))

    assert seen_by(case.officer) == set()

    mine = assessment(case, case.officer, handed_in_at=None)
    assert seen_by(case.officer) == {mine}

    mine.handed_in_at = ARRIVED
    mine.save()
    assert seen_by(case.officer) == {mine, other}


def test_visible_to_shows_all_when_the_assessing_is_over():
    case = submitted_case(stage=Stage.PROPOSED, officer=staff("case_officer"))
    done = assessment(case, asked(case))

    assert seen_by(case.officer) == {done}


def test_visible_to_shuts_out_who_declared_a_conflict_from_their_own_assessment_too():
    case = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    assessor = asked(case)
    made = assessment(case, assessor)
    assert seen_by(assessor) == {made}

    case.declarations.filter(person=assessor).delete()
    conflict(case, assessor)

    assert seen_by(assessor) == set()
    assert set(Assessment.objects.counted()) == set()

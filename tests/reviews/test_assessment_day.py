"""The day by which assessors are to hand in, and what is late shown as work."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

import applications.reviews.actions
from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.desk.queries import staff_tasks
from applications.reviews.models import AssessmentDay
from portal.notices.models import Notice
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.reviews import HANDED_IN, assessment

pytestmark = pytest.mark.django_db
PASSED, FAR_AWAY = "Dagen har redan varit. Välj i dag eller en senare dag.", "Välj en dag inom ett år."
DUE = date(2022, 10, 10)


@pytest.fixture
def case():
    return submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))


def asked(case, **fields):
    person = staff("assessor", **fields)
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    no_conflict(case, person)
    return person


def set_day(case, due_on=DUE, by=None, at=HANDED_IN):
    return applications.reviews.actions.set_assessment_day(case_id=case.pk, due_on=due_on, by=by or case.officer, at=at)


def titles(person, at):
    return [(task.title, task.is_late) for task in staff_tasks(person, at=at)]


def test_day_is_told_to_those_who_have_not_handed_in_once_for_each_day(case):
    late, done = asked(case), asked(case)
    assessment(case, done)

    set_day(case)
    set_day(case)
    assert [notice.person for notice in Notice.objects.all()] == [late]

    set_day(case, DUE + timedelta(days=7))
    assert Notice.objects.filter(person=late).count() == 2


@pytest.mark.parametrize(("days", "words"), [(-1, PASSED), (367, FAR_AWAY), (26_000, FAR_AWAY)])
def test_day_that_has_passed_or_is_years_away_is_refused(days, words, case):
    with pytest.raises(ValidationError) as refused:
        set_day(case, HANDED_IN.date() + timedelta(days=days))
    assert refused.value.error_dict["due_on"][0].messages == [words]
    assert not AssessmentDay.objects.exists()


def test_day_is_set_by_the_officer_alone(case):
    with pytest.raises(PermissionDenied):
        set_day(case, by=asked(case))


def test_late_assessments_are_work_for_assessor_and_officer(case):
    late = asked(case)
    set_day(case)
    on_the_day, after = HANDED_IN.replace(day=10), HANDED_IN.replace(day=12)

    assert titles(late, on_the_day) == [("Bedöm ansökan", False)]
    assert titles(late, after) == [("Bedöm ansökan", True)]
    is_late = ("Bedömningen är försenad: påminn, eller sätt en ny dag", True)
    assert is_late not in titles(case.officer, on_the_day)
    assert is_late in titles(case.officer, after)

    assessment(case, late)
    assert titles(late, after) == []
    assert is_late not in titles(case.officer, after)


def test_late_assessments_of_who_has_a_conflict_wait_for_nobody(case):
    person = staff("assessor")
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    set_day(case)
    conflict(case, person)

    assert not any(is_late for _title, is_late in titles(case.officer, HANDED_IN.replace(day=12)))


def test_page_sets_the_day_and_keeps_what_was_refused(case, client):
    asked(case, name="Eva Sen")
    client.force_login(case.officer)
    address = reverse("reviews:day", args=[case.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert "Eva Sen" in client.get(address).content.decode()
    refused = client.post(address, {"due_on": "2001-01-01"})
    assert refused.status_code == 422
    assert "2001-01-01" in refused.content.decode()
    client.post(address, {"due_on": tomorrow.isoformat()})
    assert case.assessment_day.due_on == tomorrow

"""Who sees which cases. Each test first makes a case that could leak."""

import pytest
from django.contrib.auth.models import AnonymousUser

from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, draft_case, no_conflict, submitted_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases():
    """A draft and a submitted case of Dalarna, and a submitted case of Skåne, in one call."""
    one_call = call()
    return {
        "draft": draft_case(call=one_call),
        "dalarna": submitted_case(call=one_call),
        "skane": submitted_case(call=one_call, code="12", stage=Stage.DECIDED),
    }


def seen_by(user):
    return set(Case.objects.visible_to(user))


def declared(cases, person):
    """The person, who has declared that they have no conflict of interest in any of the cases."""
    for case in (cases["dalarna"], cases["skane"]):
        no_conflict(case, person)
    return person


def test_visible_to_shows_nothing_to_people_without_any_role(cases):
    assert seen_by(AnonymousUser()) == set()
    assert seen_by(UserFactory()) == set()
    assert seen_by(staff("call_administrator")) == set()


@pytest.mark.parametrize("role", ["editor", "signatory", "coordinator"])
def test_visible_to_shows_a_regions_people_their_own_cases_with_drafts(cases, role):
    assert seen_by(member(role)) == {cases["draft"], cases["dalarna"]}


def test_visible_to_shows_nothing_after_a_membership_has_ended(cases):
    person = member("editor")
    person.memberships.update(ended_at=ARRIVED)

    assert seen_by(person) == set()


@pytest.mark.parametrize("role", ["case_officer", "decision_maker", "registrar"])
def test_visible_to_shows_staff_every_submitted_case_and_no_draft(cases, role):
    assert seen_by(declared(cases, staff(role))) == {cases["dalarna"], cases["skane"]}


def test_visible_to_shows_assessors_the_cases_they_were_asked_to_assess(cases):
    assessor = declared(cases, staff("assessor"))
    assert seen_by(assessor) == set()

    Assessor.objects.create(case=cases["skane"], person=assessor, asked_at=ARRIVED)

    assert seen_by(assessor) == {cases["skane"]}


def test_visible_to_never_shows_an_assessor_a_draft_even_when_asked(cases):
    assessor = staff("assessor")
    Assessor.objects.create(case=cases["draft"], person=assessor, asked_at=ARRIVED)

    assert seen_by(assessor) == set()


@pytest.mark.parametrize("role", ["case_officer", "decision_maker", "registrar"])
def test_visible_to_hides_a_case_from_staff_who_declared_a_conflict(cases, role):
    person, colleague = staff(role), declared(cases, staff(role))
    conflict(cases["dalarna"], person)
    no_conflict(cases["skane"], person)

    assert seen_by(person) == {cases["skane"]}
    assert seen_by(colleague) == {cases["dalarna"], cases["skane"]}


def test_visible_to_hides_a_case_from_an_asked_assessor_who_declared_a_conflict(cases):
    assessor = staff("assessor")
    Assessor.objects.create(case=cases["dalarna"], person=assessor, asked_at=ARRIVED)
    conflict(cases["dalarna"], assessor)

    assert seen_by(assessor) == set()


def test_visible_to_shows_nothing_to_a_person_who_may_no_longer_sign_in(cases):
    officer = staff("case_officer", is_active=False)

    assert seen_by(officer) == set()


def test_visible_to_staff_hides_the_cases_of_a_region_that_an_officer_acts_for(cases):
    both = declared(cases, staff("case_officer"))
    both.memberships.create(region_id="20", role="editor", started_at=ARRIVED)

    assert set(Case.objects.visible_to_staff(both)) == {cases["skane"]}
    assert set(Case.objects.visible_to_region(both)) == {cases["draft"], cases["dalarna"]}
    assert seen_by(both) == {cases["draft"], cases["dalarna"], cases["skane"]}


def test_visible_to_keeps_a_regions_case_open_to_its_member_who_declared_a_conflict_as_staff(cases):
    both = staff("case_officer")
    conflict(cases["dalarna"], both)
    both.memberships.create(region_id="20", role="editor", started_at=ARRIVED)

    assert cases["dalarna"] not in set(Case.objects.visible_to_staff(both))
    assert cases["dalarna"] in seen_by(both)


def test_visible_to_region_shows_staff_nothing(cases):
    assert set(Case.objects.visible_to_region(staff("case_officer", "registrar"))) == set()

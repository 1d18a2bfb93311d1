"""Who sees proposals and decisions. Nothing reaches a region before it is released."""

import pytest

from applications.cases.states import Stage
from applications.decisions.models import Decision, Proposal
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict
from tests.factories.decisions import decision
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def test_visible_to_never_shows_a_region_a_proposal():
    made = decision()
    made.case.released_outcome = made.outcome
    made.case.save()

    assert set(Proposal.objects.visible_to(member("signatory"))) == set()
    no_conflict(made.case, decider := staff("decision_maker"))
    assert set(Proposal.objects.visible_to(decider)) == {made.proposal}


def test_visible_to_shows_a_region_its_own_decision_once_it_is_released():
    made = decision()
    own, other = member("editor"), member("editor", code="12")
    assert set(Decision.objects.visible_to(own)) == set()
    no_conflict(made.case, registrar := staff("registrar"))
    assert set(Decision.objects.visible_to(registrar)) == {made}

    made.case.released_outcome, made.case.stage = made.outcome, Stage.NOTIFIED
    made.case.save()

    assert set(Decision.objects.visible_to(own)) == {made}
    assert set(Decision.objects.visible_to(other)) == set()


def test_visible_to_hides_both_from_staff_with_a_conflict_and_from_assessors_not_asked():
    made = decision()
    barred = staff("case_officer", "decision_maker")
    conflict(made.case, barred)

    for person in (barred, staff("assessor"), staff("call_administrator")):
        assert set(Proposal.objects.visible_to(person)) == set()
        assert set(Decision.objects.visible_to(person)) == set()


def test_visible_to_shows_an_officer_who_acts_for_the_region_nothing_before_release():
    made = decision()
    both = staff("case_officer")
    both.memberships.create(region_id="20", role="editor", started_at=made.decided_at)

    assert set(Proposal.objects.visible_to(both)) == set()
    assert set(Decision.objects.visible_to(both)) == set()

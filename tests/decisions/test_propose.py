from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import applications.decisions.actions
from applications.calls.models import Outcome
from applications.cases.states import Stage
from applications.decisions.models import Proposal
from applications.reviews.models import Assessment
from applications.submissions.models import Reopening
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.decisions import IN_PART, assessed_case
from tests.factories.reviews import completeness_check
from tests.factories.submissions import AMOUNTS, submission

pytestmark = pytest.mark.django_db


def propose(case, *, at, by=None, **words):
    given = {
        "outcome": Outcome.GRANT_IN_PART,
        "amounts": IN_PART,
        "reasons": "Projektet uppfyller kriterierna.",
        "conditions": "",
        **words,
    }
    return applications.decisions.actions.propose_decision(case_id=case.pk, by=by or case.officer, at=at, **given)


def checked_case(**fields):
    """A case whose officer found it incomplete."""
    case = submitted_case(stage=Stage.CHECKING, officer=staff("case_officer"), **fields)
    submission(case)
    completeness_check(case, case.officer, is_complete=False)
    return case


def test_propose_decision_keeps_what_is_proposed_and_moves_the_case(now):
    case = assessed_case()

    proposal = propose(case, conditions=" Redovisa varje halvår. \n\n Spara underlagen.", at=now)

    case.refresh_from_db()
    assert case.stage == Stage.PROPOSED
    assert {row.year: row.amount for row in proposal.amounts.all()} == IN_PART
    assert proposal.conditions == "Redovisa varje halvår.\nSpara underlagen."
    assert (proposal.submission, proposal.came_from) == (case.submissions.get(), Stage.ASSESSING)
    entry = AuditEntry.objects.get(subject=case.audit_subject)
    assert (entry.event, entry.details.content["outcome"]) == ("decision_proposed", "grant_in_part")


def test_propose_decision_is_about_the_newest_version(now):
    case = assessed_case()
    newest = submission(case, amounts={2023: 1_000_000})

    proposal = propose(case, outcome=Outcome.GRANT, amounts={2023: 1_000_000}, at=now)

    assert proposal.submission == newest


@pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.DISMISS, Outcome.CLOSE])
def test_propose_decision_without_money_keeps_no_amounts_and_no_conditions(outcome, now):
    proposal = propose(assessed_case(), outcome=outcome, amounts={}, conditions="Redovisa.", at=now)

    assert not proposal.amounts.exists()
    assert proposal.conditions == ""


@pytest.mark.parametrize("outcome", [Outcome.DISMISS, Outcome.CLOSE])
def test_propose_decision_may_dismiss_or_close_from_the_completeness_check(outcome, now):
    assert propose(checked_case(), outcome=outcome, amounts={}, at=now).came_from == Stage.CHECKING


@pytest.mark.parametrize("outcome", [Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT])
def test_propose_decision_on_the_merits_needs_the_assessing_stage(outcome, now):
    with pytest.raises(ValidationError, match="inte bedömd än"):
        propose(checked_case(), outcome=outcome, amounts={}, at=now)


def test_propose_decision_to_dismiss_needs_the_check_that_tells_why(now):
    case = submitted_case(stage=Stage.CHECKING, officer=staff("case_officer"))
    submission(case)

    with pytest.raises(ValidationError, match="formella granskningen"):
        propose(case, outcome=Outcome.DISMISS, amounts={}, at=now)


@pytest.mark.parametrize("outcome", [Outcome.GRANT, Outcome.GRANT_IN_PART, Outcome.REJECT])
def test_propose_decision_on_the_merits_needs_the_officers_own_assessment(outcome, now):
    case = assessed_case()
    Assessment.objects.update(handed_in_at=None)

    with pytest.raises(ValidationError, match="inte lämnat din bedömning"):
        propose(case, outcome=outcome, amounts={}, at=now)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED])
def test_propose_decision_is_refused_in_other_stages(stage, now):
    with pytest.raises(ValidationError, match="Ärendet har läget"):
        propose(assessed_case(stage=stage), at=now)


def test_propose_decision_waits_for_an_application_that_its_region_changes_until_closing(now):
    case = assessed_case()
    Reopening.objects.create(case=case, opened_by=case.created_by, opened_at=now)
    with pytest.raises(ValidationError, match="öppnat ansökan för att ändra"):
        propose(case, at=case.call.closes_at - timedelta(seconds=1))
    assert propose(case, at=case.call.closes_at).state == Proposal.State.OPEN


def test_propose_decision_is_for_the_officer_without_conflict(now):
    case = assessed_case()
    colleague = staff("case_officer", "decision_maker")
    no_conflict(case, colleague)
    with pytest.raises(PermissionDenied):
        propose(case, by=colleague, at=now)

    case.declarations.filter(person=case.officer).delete()
    with pytest.raises(PermissionDenied):
        propose(case, at=now)

    conflict(case, case.officer)
    with pytest.raises(PermissionDenied):
        propose(case, at=now)
    assert not Proposal.objects.exists()


def test_propose_decision_needs_reasons(now):
    with pytest.raises(ValidationError) as refusal:
        propose(assessed_case(), reasons=" \n ", at=now)

    assert list(refusal.value.message_dict) == ["reasons"]


def test_propose_decision_refuses_an_unknown_outcome(now):
    with pytest.raises(ValidationError, match="Välj ett av utfallen"):
        propose(assessed_case(), outcome="pay_twice", at=now)


def test_propose_decision_refuses_more_than_is_left_in_the_call(now):
    case = assessed_case()
    case.call.years.filter(year=2023).update(granted=19_000_000)

    with pytest.raises(ValidationError) as refusal:
        propose(case, outcome=Outcome.GRANT, amounts=AMOUNTS, at=now)

    assert list(refusal.value.message_dict) == ["amount_2023"]
    assert "1\u00a0000\u00a0000\u00a0kr kvar" in refusal.value.message_dict["amount_2023"][0]

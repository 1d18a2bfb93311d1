"""Taking an application back, until it is decided."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

import applications.decisions.actions
import applications.drafting.actions
import applications.reviews.actions
import applications.submissions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.submissions.models import Withdrawal
from applications.submissions.queries import check_page
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft_of, full_draft
from tests.factories.letters import proposal
from tests.factories.regions import member, region
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.submissions.actions


def handed_in(stage=Stage.SUBMITTED, **fields):
    case = submitted_case(stage, **fields)
    draft_of(case)
    submission(case)
    return case


def withdraw(case, by, at, reason="Projektet blir inte av."):
    return actions.withdraw_application(case_id=case.pk, reason=reason, by=by, arrived_at=at, at=at)


def test_withdrawing_is_registered_and_everyone_is_told(now):
    officer, signatory, editor = staff("case_officer"), member("signatory", name="Karin Ek"), member("editor")
    case = handed_in(Stage.CHECKING, officer=officer)
    withdrawal = withdraw(case, signatory, now)
    assert withdraw(case, signatory, now) == withdrawal
    case.refresh_from_db()
    assert (case.withdrawn_at, case.stage, case.status_for_region) == (now, "checking", "Återkallad")
    assert Document.objects.get(case=case).title == f"Återkallelse av ansökan: {case.title}"
    told = Mail.objects.filter(category="withdrawn")
    people = {signatory.email, editor.email, case.created_by.email, officer.email}
    assert set(told.values_list("to", flat=True)) == people
    assert all("Projektet blir inte av." in mail.body for mail in told)
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.update(reason="Annat")


def test_only_a_signatory_withdraws(now):
    case = handed_in()
    for role in ("editor", "coordinator", "reader"):
        with pytest.raises(PermissionDenied):
            withdraw(case, member(role), now)
    with pytest.raises(Case.DoesNotExist):
        withdraw(case, member("signatory", code="12"), now)


def test_draft_and_decided_case_are_not_withdrawn(now):
    signatory = member("signatory")
    with pytest.raises(ValidationError, match="ta bort utkastet i stället"):
        withdraw(full_draft(), signatory, now)
    with pytest.raises(ValidationError, match="avgjort"):
        withdraw(handed_in(Stage.NOTIFIED, released_outcome="reject"), signatory, now)
    with pytest.raises(ValidationError, match="1 tecken för lång"):
        withdraw(handed_in(), signatory, now, reason="x" * 2001)


def test_open_draft_is_shut_and_nothing_more_is_handed_in(now):
    case, signatory = full_draft(), member("signatory")
    when = {"case_id": case.pk, "by": signatory, "arrived_at": now, "at": now}
    actions.submit_application(**when, seen_hash=check_page(case).sha256)
    reopening = actions.reopen(**when)
    withdraw(case, signatory, now)
    reopening.refresh_from_db()
    assert (reopening.ended_at, reopening.submission) == (now, None)
    assert not Case.objects.get(pk=case.pk).draft.is_open
    with pytest.raises(ValidationError, match="återkallad"):
        actions.reopen(**when)


def test_proposal_lapses_and_only_closing_can_be_proposed(now):
    officer = staff("case_officer")
    case = handed_in(Stage.PROPOSED, officer=officer)
    waiting = proposal(Outcome.REJECT, case, submission=case.submissions.get(), by=officer)
    withdraw(case, member("signatory"), now)
    waiting.refresh_from_db()
    assert waiting.state == "lapsed"
    assert Case.objects.get(pk=case.pk).stage == waiting.came_from == Stage.ASSESSING
    values = {
        "case_id": case.pk,
        "amounts": {},
        "reasons": "Regionen har återkallat ansökan.",
        "by": officer,
        "at": now,
    }
    with pytest.raises(ValidationError, match="bara avskrivas"):
        applications.decisions.actions.propose_decision(**values, outcome="reject")
    applications.decisions.actions.propose_decision(**values, outcome="close")
    assert Case.objects.get(pk=case.pk).stage == Stage.PROPOSED


def test_lapsed_proposal_is_neither_decided_nor_sent_back(now):
    officer, decider = staff("case_officer"), staff("decision_maker")
    case = handed_in(Stage.PROPOSED, officer=officer)
    waiting = proposal(Outcome.REJECT, case, submission=case.submissions.get(), by=officer)
    case.declarations.create(person=decider, has_conflict=False, declared_at=now)
    withdraw(case, member("signatory"), now)
    with pytest.raises(ValidationError, match="förfallit"):
        applications.decisions.actions.decide(proposal_id=waiting.pk, by=decider, at=now)
    with pytest.raises(ValidationError, match="förfallit"):
        applications.decisions.actions.send_back(proposal_id=waiting.pk, comment="Nej.", by=decider, at=now)


def test_withdrawn_application_is_not_reviewed(now):
    officer = staff("case_officer")
    case = handed_in(Stage.CHECKING, officer=officer)
    withdraw(case, member("signatory"), now)
    with pytest.raises(ValidationError, match="återkallat"):
        applications.reviews.actions.check_completeness(case_id=case.pk, found={}, seen_version=1, by=officer, at=now)


def test_withdrawn_application_leaves_its_place_to_another(now):
    call, signatory = make_call(applications_per_region=1), member("signatory")
    case = handed_in(call=call)
    values = {"call": call, "region": region(), "title": "Nytt försök", "by": signatory, "at": now}
    with pytest.raises(ValidationError, match="fler tar utlysningen inte emot"):
        applications.drafting.actions.start_draft(**values)
    withdraw(case, signatory, now)
    assert applications.drafting.actions.start_draft(**values).is_draft

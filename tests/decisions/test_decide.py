import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

import applications.decisions.actions
from applications.calls.models import CallYear, LetterText, Outcome
from applications.cases.models import Document
from applications.cases.states import Stage
from applications.decisions import rules
from applications.decisions.events import decision_made
from applications.decisions.models import Decision, GrantedAmount, Proposal
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, conflict, no_conflict
from tests.factories.decisions import IN_PART, assessed_case, decider, decision, proposal
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.decisions.actions


@pytest.fixture
def waiting():
    """A proposal that waits for a decision."""
    return proposal()


@pytest.fixture
def heard():
    """What was told to rooms above while the decision's transaction was open."""
    told = []

    def listen(sender, decision, at, **kwargs):
        told.append((decision, at, transaction.get_connection().in_atomic_block))

    decision_made.connect(listen)
    yield told
    decision_made.disconnect(listen)


def granted_in(call):
    return dict(CallYear.objects.filter(call=call).values_list("year", "granted"))


def test_decide_in_english_registers_in_swedish(waiting, now):
    with translation.override("en"):
        actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)
    assert Document.objects.get(case=waiting.case).title == "Beslut: delvis bifall"


def test_decide_makes_the_decision_takes_the_money_and_tells_it(waiting, heard, now):
    eva = decider(waiting.case)

    made = actions.decide(proposal_id=waiting.pk, by=eva, at=now)

    waiting.refresh_from_db()
    waiting.case.refresh_from_db()
    assert (waiting.state, waiting.case.stage) == (Proposal.State.DECIDED, Stage.DECIDED)
    assert (made.decided_by, made.presented_by, made.decided_at) == (eva, waiting.proposed_by, now)
    assert (made.decided_by_name, made.presented_by_name) == ("Eva Strand", "Sara Nyberg")
    assert {row.year: row.amount for row in made.amounts.all()} == IN_PART
    assert granted_in(waiting.case.call) == IN_PART
    assert heard == [(made, now, True)]
    events = AuditEntry.objects.filter(subject=waiting.case.audit_subject).values_list("event", flat=True)
    assert list(events)[-2:] == ["decision_made", "decision_released"]
    document = Document.objects.get(case=waiting.case)
    assert (document.title, document.direction) == ("Beslut: delvis bifall", "internal")


def test_decision_that_is_held_is_not_released(waiting, now):
    assert not actions.decide(proposal_id=waiting.pk, is_held=True, by=decider(waiting.case), at=now).is_released


def test_decide_does_not_release_anything_to_the_region(waiting, now):
    actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)

    waiting.case.refresh_from_db()
    assert waiting.case.released_outcome == ""


def test_decide_keeps_the_calls_texts_as_they_were(waiting, now):
    made = actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)
    LetterText.objects.update(legal_basis="Annan lag.", appeal="Annat.")

    made.refresh_from_db()
    assert made.legal_basis == "Beslutet följer förordningen."
    assert made.appeal == "Beslutet får inte överklagas."


def test_decide_without_money_leaves_the_budget(now):
    case = assessed_case(stage=Stage.PROPOSED)
    rejected = proposal(case, outcome=Outcome.REJECT)

    made = actions.decide(proposal_id=rejected.pk, by=decider(case), at=now)

    assert made.outcome == Outcome.REJECT
    assert not made.amounts.exists()
    assert set(granted_in(case.call).values()) == {0}


def test_decide_twice_is_one_decision(waiting, heard, now):
    eva = decider(waiting.case)

    first = actions.decide(proposal_id=waiting.pk, by=eva, at=now)
    second = actions.decide(proposal_id=waiting.pk, by=eva, at=now)

    assert first == second == Decision.objects.get()
    assert granted_in(waiting.case.call) == IN_PART
    assert len(heard) == 1


def test_decide_by_somebody_else_after_it_is_decided_is_refused(waiting, now):
    actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)

    with pytest.raises(ValidationError, match="redan fattat"):
        actions.decide(proposal_id=waiting.pk, by=decider(waiting.case), at=now)


def test_decide_on_a_proposal_that_was_sent_back_is_refused(waiting, now):
    eva = decider(waiting.case)
    actions.send_back(proposal_id=waiting.pk, comment="Förtydliga.", by=eva, at=now)

    with pytest.raises(ValidationError, match="Eva Strand har skickat tillbaka"):
        actions.decide(proposal_id=waiting.pk, by=eva, at=now)


# The two-person rule, held three times.


def test_may_decide_never_holds_for_the_one_who_proposed():
    both = staff("case_officer", "decision_maker")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))

    assert not rules.may_decide(both, own)
    assert rules.may_decide(decider(own.case), own)


def test_decide_refuses_the_one_who_proposed(now):
    both = staff("case_officer", "decision_maker")
    own = proposal(assessed_case(both, stage=Stage.PROPOSED))

    with pytest.raises(PermissionDenied, match="aldrig den som har föreslagit"):
        actions.decide(proposal_id=own.pk, by=both, at=now)
    assert not Decision.objects.exists()


def test_decision_by_the_one_who_presented_is_refused_by_the_database(waiting):
    with pytest.raises(IntegrityError, match="decisions_decision_not_by_proposer"), transaction.atomic():
        decision(waiting, by=waiting.proposed_by)


def test_two_decisions_in_force_are_refused_by_the_database(waiting):
    decision(waiting)
    other = proposal(waiting.case)

    with pytest.raises(IntegrityError, match=r"decisions_decision_one_in_force|decisions_decision.case_id"):
        decision(other)


def test_two_open_proposals_are_refused_by_the_database(waiting):
    with pytest.raises(IntegrityError):
        proposal(waiting.case)


def test_proposals_and_decisions_are_never_rewritten():
    made = decision()
    GrantedAmount.objects.get(decision=made, year=2023)
    for change in (
        lambda: Decision.objects.filter(pk=made.pk).update(reasons="Annat."),
        lambda: Decision.objects.filter(pk=made.pk).update(outcome=Outcome.GRANT),
        lambda: GrantedAmount.objects.filter(decision=made).update(amount=1),
        lambda: GrantedAmount.objects.filter(decision=made).delete(),
        lambda: Proposal.objects.filter(pk=made.proposal_id).update(reasons="Annat."),
        lambda: made.proposal.amounts.update(amount=1),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert Decision.objects.filter(pk=made.pk).update(is_in_force=False) == 1


# Who may not.


@pytest.mark.parametrize("role", ["case_officer", "assessor", "registrar", "call_administrator"])
def test_decide_is_for_decision_makers(waiting, role, now):
    person = staff(role)
    no_conflict(waiting.case, person)

    with pytest.raises(PermissionDenied):
        actions.decide(proposal_id=waiting.pk, by=person, at=now)


def test_decide_needs_a_declaration_of_no_conflict(waiting, now):
    undeclared, barred = staff("decision_maker"), staff("decision_maker")
    conflict(waiting.case, barred)

    for person in (undeclared, barred):
        with pytest.raises(PermissionDenied):
            actions.decide(proposal_id=waiting.pk, by=person, at=now)
    assert rules.may_become_decider(undeclared, waiting)
    assert not rules.may_become_decider(barred, waiting)


def test_decide_refuses_who_acts_for_the_applicant(waiting, now):
    eva = decider(waiting.case)
    eva.memberships.create(region_id="20", role="editor", started_at=ARRIVED)

    with pytest.raises(PermissionDenied):
        actions.decide(proposal_id=waiting.pk, by=eva, at=now)


# The check before deciding.


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda case: LetterText.objects.all().delete(), "Bestämmelser saknas"),
        (lambda case: LetterText.objects.update(appeal=""), "överklagande saknas"),
        (lambda case: case.declarations.filter(person=case.officer).update(has_conflict=True), "anmält jäv"),
        (submission, "Ansökan har ändrats"),
        (lambda case: case.call.years.filter(year=2024).update(granted=19_000_000), "2024 saknas"),
    ],
)
def test_decide_refuses_until_everything_is_there(waiting, spoil, says, now):
    eva = decider(waiting.case)
    spoil(waiting.case)

    with pytest.raises(ValidationError) as refusal:
        actions.decide(proposal_id=waiting.pk, by=eva, at=now)

    assert says in " ".join(refusal.value.messages)
    waiting.case.refresh_from_db()
    assert waiting.case.stage == Stage.PROPOSED


# Sending back.


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.ASSESSING])
def test_send_back_returns_the_case_to_where_it_stood(stage, now):
    sent = proposal(assessed_case(stage=Stage.PROPOSED), came_from=stage)
    eva = decider(sent.case)

    actions.send_back(proposal_id=sent.pk, comment=" Skälen är för korta. ", by=eva, at=now)
    actions.send_back(proposal_id=sent.pk, comment="Igen.", by=eva, at=now)

    sent.refresh_from_db()
    sent.case.refresh_from_db()
    assert (sent.state, sent.case.stage) == (Proposal.State.SENT_BACK, stage)
    assert (sent.sent_back_by, sent.sent_back_comment) == (eva, "Skälen är för korta.")
    assert AuditEntry.objects.filter(event="proposal_sent_back").count() == 1


def test_send_back_must_say_why(waiting, now):
    with pytest.raises(ValidationError) as refusal:
        actions.send_back(proposal_id=waiting.pk, comment=" ", by=decider(waiting.case), at=now)

    assert list(refusal.value.message_dict) == ["comment"]


def test_send_back_without_a_word_is_refused_by_the_database(waiting):
    with pytest.raises(IntegrityError, match="says_why"):
        Proposal.objects.filter(pk=waiting.pk).update(state="sent_back")


def test_send_back_is_for_those_who_may_decide(waiting, now):
    for person in (waiting.proposed_by, staff("decision_maker"), staff("registrar")):
        with pytest.raises(PermissionDenied):
            actions.send_back(proposal_id=waiting.pk, comment="Nej.", by=person, at=now)


def test_send_back_after_the_decision_is_refused(waiting, now):
    eva = decider(waiting.case)
    actions.decide(proposal_id=waiting.pk, by=eva, at=now)

    with pytest.raises(ValidationError, match="redan fattat"):
        actions.send_back(proposal_id=waiting.pk, comment="Ångrat.", by=eva, at=now)


def test_a_proposal_by_an_officer_who_left_with_a_conflict_is_sent_back_and_made_anew_by_another(waiting, now):
    import applications.cases.actions

    eva, new_officer = decider(waiting.case), staff("case_officer")
    applications.cases.actions.declare_conflict(
        case_id=waiting.case_id, by=waiting.proposed_by, has_conflict=True, statement="Släkt.", at=now
    )
    with pytest.raises(ValidationError, match="anmält jäv"):
        actions.decide(proposal_id=waiting.pk, by=eva, at=now)

    actions.send_back(proposal_id=waiting.pk, comment="Ny föredragande.", by=eva, at=now)
    case = applications.cases.actions.take_case(case_id=waiting.case_id, by=new_officer, at=now)

    assert (case.officer, case.stage) == (new_officer, Stage.ASSESSING)

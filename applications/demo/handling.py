"""What the authority does with a case that was handed in, from taking it to the letter."""

import applications.cases.actions
import applications.correspondence.actions
import applications.decisions.actions
import applications.letters.actions
import applications.reviews.actions
from applications.demo.play import Play
from applications.demo.writing import texts
from applications.reviews.actions import Given

ASSESSED_CRITERION = 4


def handle(play: Play) -> None:
    """Take the case as far as it has come, each step by the person whose it is."""
    take(play)
    if play.project.reached == "checking":
        return
    _check(play)
    if play.project.reached == "assessing":
        applications.cases.actions.ask_assessor(
            case_id=play.case.pk, person=play.people["leila.haddad"], by=play.officer, at=play.clock.next()
        )
        return
    if play.project.reached != "dismiss":
        _assess(play)
    _decide(play)


def take(play: Play) -> None:
    """The officer takes the case and says that there is no conflict of interest."""
    officer = play.officer
    applications.cases.actions.take_case(case_id=play.case.pk, by=officer, at=play.clock.next(hours=20))
    applications.cases.actions.declare_conflict(
        case_id=play.case.pk, by=officer, has_conflict=False, at=play.clock.next()
    )


def _check(play: Play) -> None:
    items = {item.key for item in play.case.call.checklist.all()}
    is_dismissed = play.project.reached == "dismiss"
    applications.reviews.actions.check_completeness(
        case_id=play.case.pk,
        met=items - {"period"} if is_dismissed else items,
        comment="Projektperioden börjar för tidigt." if is_dismissed else "",
        by=play.officer,
        at=play.clock.next(),
    )


def _assess(play: Play) -> None:
    scores = {
        criterion.key: Given(points=ASSESSED_CRITERION, comment="Ansökan svarar väl mot kriteriet.")
        for criterion in play.case.call.criteria.all()
    }
    applications.reviews.actions.hand_in_assessment(
        case_id=play.case.pk,
        scores=scores,
        summary="En genomarbetad ansökan.",
        by=play.officer,
        at=play.clock.next(hours=24),
    )


def _decide(play: Play) -> None:
    case, clock, decider = play.case, play.clock, play.people["eva.strand"]
    outcome = "grant" if play.project.reached == "proposed" else play.project.reached
    applied = {amount.year: amount.amount for amount in case.submissions.get().amounts.all()}
    amounts = {
        "grant": applied,
        "grant_in_part": {year: amount * 8 // 10 // 1000 * 1000 for year, amount in applied.items()},
    }.get(outcome, {})
    text = case.call.letter_texts.get(outcome=outcome)
    proposal = applications.decisions.actions.propose_decision(
        case_id=case.pk,
        outcome=outcome,
        amounts=amounts,
        reasons=texts()["reasons"][outcome],
        conditions=text.conditions,
        by=play.officer,
        at=clock.next(hours=24),
    )
    if outcome in {"grant_in_part", "reject"}:
        applications.correspondence.actions.waive_hearing(
            case_id=case.pk,
            why="Beslutet vilar bara på regionens egna uppgifter.",
            by=play.officer,
            at=clock.next(),
        )
    if play.project.reached == "proposed":
        return
    applications.cases.actions.declare_conflict(case_id=case.pk, by=decider, has_conflict=False, at=clock.next())
    decision = applications.decisions.actions.decide(proposal_id=proposal.pk, by=decider, at=clock.next())
    applications.letters.actions.make_letter(letter_id=decision.letter.pk, at=clock.next(hours=1))


def read_letter(play: Play) -> None:
    """The region opens its letter and confirms that it has read it."""
    letter, by, clock = play.case.decisions.get().letter, play.writer, play.clock
    applications.letters.actions.note_opened(letter_id=letter.pk, by=by, at=clock.next())
    applications.letters.actions.acknowledge(letter_id=letter.pk, by=by, at=clock.next())

"""What the authority does with a case that was handed in, from taking it to the letter."""

from datetime import timedelta
from uuid import uuid4

from django.utils.timezone import localdate

import applications.cases.actions
import applications.correspondence.actions
import applications.decisions.actions
import applications.letters.actions
import applications.records.actions
import applications.reviews.actions
from applications.decisions.models import Proposal
from applications.demo.play import Play
from applications.demo.writing import texts
from applications.reviews.actions import Given
from applications.reviews.checklist import Found
from portal.accounts.models import User

ASSESSED_CRITERION = 4
HEARING_DAYS = timedelta(days=9)
# What is proposed where the story does not end with the outcome.
OUTCOMES = {"proposed": "grant", "held": "grant", "to be heard": "reject"}


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
        _assess(play, play.officer)
    proposal = _propose(play)
    if play.project.reached == "to be heard":
        _ask_opinion(play)
    elif play.project.reached != "proposed":
        _decide(play, proposal)


def take(play: Play) -> None:
    """The officer takes the case and says that there is no conflict of interest."""
    officer = play.officer
    applications.cases.actions.take_case(case_id=play.case.pk, by=officer, at=play.clock.next(hours=20))
    applications.cases.actions.declare_conflict(
        case_id=play.case.pk, by=officer, has_conflict=False, at=play.clock.next()
    )


def _check(play: Play) -> None:
    found = {item.key: Found(answer="met") for item in play.case.call.checklist.all()}
    if play.project.reached == "dismiss":
        found["period"] = Found(answer="not_met", note="Projektperioden börjar för tidigt.")
    applications.reviews.actions.check_completeness(
        case_id=play.case.pk,
        found=found,
        seen_version=play.case.submissions.latest("number").number,
        by=play.officer,
        at=play.clock.next(),
    )


def agree(play: Play) -> None:
    """Officer and assessor judge each for themselves, one criterion differently, and then agree."""
    assessor = play.people["leila.haddad"]
    applications.cases.actions.declare_conflict(
        case_id=play.case.pk, by=assessor, has_conflict=False, at=play.clock.next()
    )
    _assess(play, play.officer)
    _assess(play, assessor, strict=True)
    applications.reviews.actions.agree_on_scores(
        case_id=play.case.pk,
        scores=_scores(play, strict=False),
        summary=texts()["agreed"],
        seen_number=0,
        by=play.officer,
        at=play.clock.next(hours=24),
    )


def _assess(play: Play, by: User, *, strict: bool = False) -> None:
    applications.reviews.actions.hand_in_assessment(
        case_id=play.case.pk,
        scores=_scores(play, strict=strict),
        summary="En genomarbetad ansökan.",
        by=by,
        at=play.clock.next(hours=24),
    )


def _scores(play: Play, *, strict: bool) -> dict[str, Given]:
    """The same points for each criterion; one who is strict gives two less for one, and says why."""
    said = texts()["criteria"]
    scores = {
        criterion.key: Given(points=ASSESSED_CRITERION, comment=said[criterion.key])
        for criterion in play.case.call.criteria.all()
    }
    if strict:
        scores["lasting"] = Given(points=ASSESSED_CRITERION - 2, comment=texts()["strict"])
    return scores


def _propose(play: Play) -> Proposal:
    case = play.case
    outcome = OUTCOMES.get(play.project.reached, play.project.reached)
    applied = {amount.year: amount.amount for amount in case.submissions.get().amounts.all()}
    amounts = {
        "grant": applied,
        "grant_in_part": {year: amount * 8 // 10 // 1000 * 1000 for year, amount in applied.items()},
    }.get(outcome, {})
    return applications.decisions.actions.propose_decision(
        case_id=case.pk,
        outcome=outcome,
        amounts=amounts,
        reasons=texts()["reasons"][outcome],
        conditions=case.call.letter_texts.get(outcome=outcome).conditions,
        by=play.officer,
        at=play.clock.next(hours=24),
    )


def _ask_opinion(play: Play) -> None:
    """The region may say its opinion before the case is decided (FL 25 §)."""
    at = play.clock.next()
    applications.correspondence.actions.ask_hearing(
        case_id=play.case.pk,
        text=texts()["hearing"],
        due_on=localdate(play.told_at) + HEARING_DAYS,
        key=uuid4(),
        by=play.officer,
        at=at,
    )


def _decide(play: Play, proposal: Proposal) -> None:
    case, clock, decider = play.case, play.clock, play.people["eva.strand"]
    if proposal.outcome in {"grant_in_part", "reject"}:
        applications.correspondence.actions.waive_hearing(
            case_id=case.pk,
            why="Beslutet vilar bara på regionens egna uppgifter.",
            by=play.officer,
            at=clock.next(),
        )
    applications.cases.actions.declare_conflict(case_id=case.pk, by=decider, has_conflict=False, at=clock.next())
    decision = applications.decisions.actions.decide(
        proposal_id=proposal.pk, is_held=play.project.reached == "held", by=decider, at=clock.next()
    )
    applications.letters.actions.make_letter(letter_id=decision.letter.pk, at=clock.next(hours=1))


def read_letter(play: Play) -> None:
    """The region opens its letter and confirms that it has read it."""
    letter, by, clock = play.case.decisions.get().letter, play.writer, play.clock
    applications.letters.actions.note_opened(letter_id=letter.pk, by=by, at=clock.next())
    applications.letters.actions.acknowledge(letter_id=letter.pk, by=by, at=clock.next())


def appeal(play: Play) -> None:
    """The region appeals by letter, which the registrar enters with the day that it came."""
    registrar = play.people["per.lund"]
    applications.cases.actions.declare_conflict(
        case_id=play.case.pk, by=registrar, has_conflict=False, at=play.clock.next(hours=48)
    )
    at = play.clock.next()
    applications.records.actions.register_appeal(
        case_id=play.case.pk,
        appellant="region",
        appellant_name=play.case.region.name,
        text=texts()["appeal"],
        arrived_at=at,
        by=registrar,
        at=at,
    )

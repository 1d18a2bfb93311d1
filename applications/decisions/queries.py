"""What proposing and deciding need to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.calls.models import Call, LetterText, Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.correspondence.hearing import standing_of
from applications.decisions import amounts, readiness, rules
from applications.decisions.models import Decision, Ground, MeetingItem, Proposal
from applications.decisions.querysets import AGAINST_THE_REGION
from applications.decisions.reason_choices import reasons_to_begin_with
from applications.decisions.reasons import changed_scores
from applications.decisions.scenarios import Planned
from applications.reviews.standing import standing_points
from applications.submissions.models import Submission
from applications.submissions.queries import reopening_in_time
from applications.submissions.supplementing import open_request
from portal.accounts.models import StaffRole, User
from regions.models import Membership

# What may be proposed from where. Before the assessment a case can only be dismissed or closed.
OUTCOMES = {
    Stage.CHECKING: (Outcome.DISMISS, Outcome.CLOSE),
    Stage.ASSESSING: tuple(Outcome),
}


def outcomes_for(case: Case) -> tuple[Outcome, ...]:
    """What may be proposed in a case now: only to close it, once the region has taken its application back."""
    allowed = OUTCOMES.get(Stage(case.stage), ())
    return tuple(outcome for outcome in allowed if outcome == Outcome.CLOSE or not case.withdrawn_at)


def awaited_from_region(case: Case, at: datetime) -> str:
    """What of the region's must come before anything can be proposed, in a sentence; "" when nothing. Two queries."""
    if open_request(case) is not None:
        return _(
            "Regionen är ombedd att komplettera ansökan. Vänta på svaret, eller avsluta begäran, innan du föreslår."
        )
    if reopening_in_time(case, at) is not None:
        return _(
            "Regionen har öppnat ansökan för att ändra i den, och kan göra det tills utlysningen stänger. "
            "Vänta tills dess, eller tills ansökan är inlämnad igen, innan du föreslår."
        )
    return ""


def newest_submission(case: Case) -> Submission | None:
    """The version of the application that a proposal is about."""
    return case.submissions.order_by("-number").defer("content").prefetch_related("amounts").first()


def applied_in(submission: Submission | None) -> dict[int, int]:
    """What a version applies for, {year: kronor}."""
    return {row.year: row.amount for row in submission.amounts.all()} if submission else {}


def left_in(call: Call) -> dict[int, int]:
    """What is left of the call's budget, {year: kronor}."""
    return {row.year: row.left for row in call.years.all()}


def may_take_part(case: Case, decider: Any, presenter_id: int) -> QuerySet[User]:
    """Staff who may take part in the final handling beside who decides and who presents: at work, not party to the
    case, and with their word that they have no conflict of interest in it as its parties are now.
    """
    declared = case.declarations.filter(person=OuterRef("pk"), has_conflict=False, parties_since=case.parties_since)
    at_work = StaffRole.objects.filter(person=OuterRef("pk"))
    acts = Membership.objects.in_force().filter(person=OuterRef("pk"), region=case.region_id)
    people = User.objects.filter(Exists(declared), Exists(at_work), ~Exists(acts), is_active=True)
    return people.exclude(pk__in=[decider.pk, presenter_id]).order_by("name", "pk")


def left_for(call: Call, replaced: Decision | None) -> dict[int, int]:
    """What is left for a proposal: where it replaces a decision, also what that took."""
    left = left_in(call)
    for year, amount in (replaced.granted_by_year if replaced else {}).items():
        left[year] = left.get(year, 0) + amount
    return left


def letter_text_for(call: Call, outcome: str) -> LetterText | None:
    return call.letter_texts.filter(outcome=outcome).first()


def usual_conditions(call: Call) -> dict[str, str]:
    """The conditions that grants in this call usually carry, one a line, by outcome."""
    return {
        text.outcome: "\n".join(lines(text.conditions))
        for text in call.letter_texts.all()
        if Outcome(text.outcome).grants
    }


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def open_proposal(user: Any, case: Case) -> Proposal | None:
    """The proposal that waits for a decision in the case."""
    return Proposal.objects.visible_to(user).awaiting_decision().filter(case=case).with_all().first()


def sent_back_proposals(user: Any, case: Case) -> list[Proposal]:
    """What was proposed before and sent back, newest first."""
    sent_back = Proposal.objects.visible_to(user).filter(case=case, state=Proposal.State.SENT_BACK)
    return list(sent_back.with_all().order_by("-pk"))


def earlier_decisions(user: Any, case: Case) -> list[Decision]:
    """The decisions of the case that others have replaced, newest first."""
    replaced = Decision.objects.visible_to(user).filter(case=case, is_in_force=False)
    return list(replaced.select_related("letter").prefetch_related("amounts").order_by("-pk"))


def decision_in_force(user: Any, case: Case) -> Decision | None:
    return _on_page(Decision.objects.visible_to(user).in_force().filter(case=case)).first()


def decision_of_item(item: MeetingItem) -> Decision | None:
    """What was decided in an item that the reader may see, with what its page shows."""
    return _on_page(Decision.objects.filter(pk=item.decision_id)).first() if item.decision_id else None


def _on_page(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """With what the page of a decision shows."""
    decisions = decisions.select_related("submission", "release", "board", "proposal", "meeting_item__meeting")
    return decisions.prefetch_related("amounts", "submission__amounts", "proposal__reason_rows__criterion")


def rows_of(proposal: Proposal) -> list[amounts.YearRow]:
    """The years of a proposal from `with_all()`, beside what was applied for and is left now. One query."""
    return amounts.year_rows(
        applied=applied_in(proposal.submission),
        amounts={row.year: row.amount for row in proposal.amounts.all()},
        left=left_for(proposal.case.call, proposal.replaces),
    )


def is_against_the_region(proposal: Proposal) -> bool:
    """Whether the region is to be heard before it is decided so (förvaltningslagen 25 §), if its call demands it."""
    if not proposal.case.call.hears_before_refusal:
        return False
    if proposal.replaces is not None:
        proposed = {row.year: row.amount for row in proposal.amounts.all()}
        is_worse = amounts.is_worse(proposal.replaces.granted_by_year, proposed)
        return is_worse and proposal.ground != Ground.WITHDRAWN
    return proposal.outcome in AGAINST_THE_REGION


def heard_since(proposal: Proposal) -> datetime | None:
    """What was said before a decision does not count for the one that replaces it."""
    return proposal.replaces.decided_at if proposal.replaces else None


def facts_of(proposal: Proposal, decider: Any, rows: list[amounts.YearRow], at: datetime) -> readiness.Facts:
    """What the check before deciding is made on, as of now; `rows` from `rows_of(proposal)`."""
    case = proposal.case
    rests = [row for row in proposal.reason_rows.all() if row.criterion_id is not None]
    newest = case.submissions.order_by("-number").values_list("pk", flat=True).first()
    return readiness.Facts(
        reasons=proposal.reasons,
        letter_text=letter_text_for(case.call, proposal.outcome),
        proposed_by_id=proposal.proposed_by_id,
        decider_id=decider.pk,
        presenter_is_barred=rules.is_barred_from_its_case(proposal.proposed_by, proposal),
        decider_has_declared=rules.is_free_of_conflict_in_its_case(decider, proposal),
        is_about_newest_version=newest == proposal.submission_id,
        rows=rows if Outcome(proposal.outcome).grants else [],
        hearing=standing_of(case, at, since=heard_since(proposal)) if is_against_the_region(proposal) else None,
        rests_on_scores=bool(rests),
        changed_scores=changed_scores(rests, standing_points([case.pk])[case.pk]) if rests else (),
    )


@dataclass(frozen=True)
class ProposalOnPage:
    """A proposal with its table of years and their sums."""

    proposal: Proposal
    rows: list[amounts.YearRow]

    @property
    def applied(self) -> int:
        return sum(row.applied for row in self.rows)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)


def on_page(proposal: Proposal | None) -> ProposalOnPage | None:
    return ProposalOnPage(proposal, rows_of(proposal)) if proposal else None


def year_rows_for(case: Case) -> list[amounts.YearRow]:
    """The years that a proposal in the case may grant money for."""
    return amounts.year_rows(applied=applied_in(newest_submission(case)), amounts={}, left=left_in(case.call))


def first_words(rows: list[amounts.YearRow], before: Proposal | None, planned: Planned | None = None) -> dict[str, Any]:
    """What a new proposal's form begins with: the one `before` that was sent back, else what the chosen scenario has
    `planned`, else what was applied for.
    """
    if before:
        proposed = {row.year: row.amount for row in before.amounts.all()}
        words = {"outcome": before.outcome, "conditions": before.conditions, **reasons_to_begin_with(before)}
    elif planned:
        proposed, words = dict(planned.amounts), {"outcome": planned.outcome.value}
    else:
        proposed, words = {}, {}
    return {
        **{f"amount_{row.year}": proposed.get(row.year, row.applied) for row in rows},
        **{name: text for name, text in words.items() if text},
    }


@translation.override("sv")
def closing_reasons(case: Case) -> str:
    """What the reasons of closing a withdrawn case usually are; decisions are in Swedish. "" for one that is not."""
    if case.withdrawn_at is None:
        return ""
    day = date_format(localtime(case.withdrawn_at), "DATE_FORMAT")
    return _("Ni återkallade er ansökan den %(day)s. Det finns därför inte längre något för oss att pröva.") % {
        "day": day
    }

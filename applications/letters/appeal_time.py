"""Until when a decision can be appealed (förvaltningslagen 44 §), if it can: the call's text for its outcome says that.

Three weeks from the day the party was given the decision; for a party that represents the public, from the day of the
decision. Which of them, each call says. A day off moves the last day to the next working day (lagen 1930:173).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from applications.calls.models import AppealCountsFrom, LetterText
from applications.decisions.models import Decision
from applications.letters.models import Letter
from applications.submissions.due_days import working_day_from

WEEKS = timedelta(weeks=3)


@dataclass(frozen=True)
class AppealTime:
    """Whether the decision can be appealed; from which day the time runs, and its last day.

    Both are None until the region has taken part of the decision, and where it can't be appealed.
    """

    may_be_appealed: bool
    counts_from: AppealCountsFrom
    begins_on: date | None
    last_on: date | None


def may_be_appealed(decision: Decision) -> bool:
    """Whether the call's text for the decision's outcome lets it be appealed. One query."""
    texts = LetterText.objects.filter(call=decision.case.call_id, outcome=decision.outcome)
    return texts.filter(may_be_appealed=True).exists()


def appeal_time_of(letter: Letter) -> AppealTime:
    """The time to appeal the decision of a letter, by its call's rule. One query."""
    rule = AppealCountsFrom(letter.decision.case.call.appeal_counts_from)
    if not may_be_appealed(letter.decision):
        return AppealTime(may_be_appealed=False, counts_from=rule, begins_on=None, last_on=None)
    begins_on = localdate(letter.decision.decided_at) if rule == AppealCountsFrom.DECISION else received_on(letter)
    last_on = last_day(begins_on) if begins_on else None
    return AppealTime(may_be_appealed=True, counts_from=rule, begins_on=begins_on, last_on=last_on)


def received_on(letter: Letter) -> date | None:
    """The day the region took part of it: when it was first opened or acknowledged, whichever came first."""
    moments = [moment for moment in (letter.first_opened_at, letter.acknowledged_at) if moment]
    return localdate(min(moments)) if moments else None


def last_day(begins_on: date) -> date:
    """The last day on which an appeal is in time, when the time runs from `begins_on`."""
    return working_day_from(begins_on + WEEKS)

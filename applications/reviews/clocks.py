"""The clocks of a case: how long it has taken, against what the call promises and what the law says.

Pure: asks neither database nor clock. Days are Stockholm's calendar days.

- The call's own time of handling (serviceåtagande), in months from the day that the application came in. When it has
  gone, the party is told in writing, with the reason (förvaltningslagen, FL, 11 §).
- Six months, after which a party may ask in writing, once, that its case be decided; the authority then has four weeks
  from the day the request came in to decide the case, or to refuse the request in a decision of its own (FL 12 §).

Months and weeks end on the same date or weekday, or the month's last day; one that ends on a day off ends on the next
working day (lagen 1930:173 om beräkning av lagstadgad tid, 1–2 §§). The law's clocks go on while the region holds a
supplement; how many of the days that was is counted beside. All of them stop when the case is decided.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from applications.submissions.due_days import months_after, working_day_from

# FL 12 §.
LAWS_MONTHS = 6
ANSWER_WEEKS = 4
# From when a day that is to come is said to be near: of what takes months, and of the four weeks.
NEAR = timedelta(days=30)
ANSWER_IS_NEAR = timedelta(days=7)


@dataclass(frozen=True)
class WithRegion:
    """The region was asked to complete its application: since when, by when, and until when it was waited for."""

    asked_on: date
    due_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class DelayTold:
    """The region was told that the case is delayed, and when a decision is expected instead (FL 11 §)."""

    told_on: date
    expected_on: date


@dataclass(frozen=True)
class DecisionAsked:
    """The region's request that the case be decided (FL 12 §): when it came in, and when it was refused if it was."""

    arrived_on: date
    refused_on: date | None = None


@dataclass(frozen=True)
class CaseClock:
    """How a case stands with time on one day, or stood when it was decided."""

    arrived_on: date
    # The day that it is looked at, or on which it was decided.
    until: date
    is_running: bool
    # The last day of the call's own time, where it promises any, and of the law's six months.
    service_on: date | None
    six_months_on: date
    # Days since it came in, and how many of them the region held a supplement.
    days: int
    days_with_region: int
    # The last day of the supplement that is waited for.
    waits_until: date | None = None
    # What the region was last told of when a decision is expected.
    expected_on: date | None = None
    # The last day to decide or to refuse, when the region has asked for a decision and has no answer.
    answer_by: date | None = None

    @property
    def days_with_authority(self) -> int:
        return self.days - self.days_with_region

    @property
    def allowed_days(self) -> int:
        """How many days the law's six months are."""
        return (self.six_months_on - self.arrived_on).days

    @property
    def due_on(self) -> date:
        """The day by which a case that is not delayed is decided: by the call's promise, else by the law's time."""
        return self.service_on or self.six_months_on

    @property
    def decided_by(self) -> date | None:
        """The last day that the region has been told to count on."""
        return self.expected_on or self.service_on

    @property
    def is_past_due(self) -> bool:
        return self.until > self.due_on

    @property
    def is_near_due(self) -> bool:
        return self.is_running and not self.is_past_due and self.until >= self.due_on - NEAR

    @property
    def is_past_six_months(self) -> bool:
        return self.until > self.six_months_on

    @property
    def is_near_six_months(self) -> bool:
        return self.is_running and not self.is_past_six_months and self.until >= self.six_months_on - NEAR

    @property
    def may_ask_from(self) -> date:
        """The first day on which the region may ask that the case be decided (FL 12 §)."""
        return self.six_months_on + timedelta(days=1)

    @property
    def is_to_be_told(self) -> bool:
        """Whether the region is to be told that the case is delayed: its day has gone, also the one it was told of."""
        is_told = self.expected_on is not None and self.until <= self.expected_on
        return self.is_running and self.is_past_due and not is_told

    @property
    def is_supplement_overdue(self) -> bool:
        return self.waits_until is not None and self.until > self.waits_until

    @property
    def answer_days_left(self) -> int | None:
        """Days left to decide or refuse; negative when the last day has gone, None when nothing is asked."""
        return (self.answer_by - self.until).days if self.answer_by else None

    @property
    def is_answer_near(self) -> bool:
        return self.answer_by is not None and self.answer_by - ANSWER_IS_NEAR <= self.until <= self.answer_by

    @property
    def is_answer_overdue(self) -> bool:
        return self.answer_by is not None and self.until > self.answer_by

    @property
    def overdue(self) -> tuple[str, ...]:
        """What is past its day: answer, six_months, service, supplement."""
        if not self.is_running:
            return ()
        found = {
            "answer": self.is_answer_overdue,
            "six_months": self.is_past_six_months,
            "service": self.service_on is not None and self.is_past_due,
            "supplement": self.is_supplement_overdue,
        }
        return tuple(name for name, is_so in found.items() if is_so)


def case_clock(
    *,
    arrived_on: date,
    today: date,
    service_months: int | None,
    supplements: Iterable[WithRegion] = (),
    told: Iterable[DelayTold] = (),
    asked: DecisionAsked | None = None,
    decided_on: date | None = None,
) -> CaseClock:
    """The clock of a case that came in on `arrived_on`, as it stands today or stood when it was decided.

    `told` are in the order in which they were sent.
    """
    spans, until = list(supplements), decided_on or today
    is_running = decided_on is None
    newest = [each for each in told if each.told_on <= until]
    waits = [span.due_on for span in spans if span.ended_on is None] if is_running else []
    is_asked = is_running and asked is not None and asked.refused_on is None
    return CaseClock(
        arrived_on=arrived_on,
        until=until,
        is_running=is_running,
        service_on=months_after(arrived_on, service_months) if service_months else None,
        six_months_on=months_after(arrived_on, LAWS_MONTHS),
        days=max((until - arrived_on).days, 0),
        days_with_region=_days_in(spans, arrived_on, until),
        waits_until=min(waits, default=None),
        expected_on=newest[-1].expected_on if newest else None,
        answer_by=answer_day(asked.arrived_on) if is_asked and asked else None,
    )


def answer_day(arrived_on: date) -> date:
    """The last day to decide a case, or to refuse, when a request for its decision came in on a day (FL 12 §)."""
    return working_day_from(arrived_on + timedelta(weeks=ANSWER_WEEKS))


def last_arrival_past(months: int, today: date) -> date:
    """The latest day such that what came in then has, on `today`, gone past so many months."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return date.min
    day = date(year, month + 1, monthrange(year, month + 1)[1])
    while months_after(day, months) >= today:
        day -= timedelta(days=1)
    return day


def _days_in(spans: Iterable[WithRegion], first: date, last: date) -> int:
    """How many days from `first` to `last` lie in any of the spans. No day counts twice."""
    days, counted_to = 0, first
    for span in sorted(spans, key=lambda each: each.asked_on):
        begins, ends = max(span.asked_on, counted_to), min(span.ended_on or last, last)
        if ends > begins:
            days, counted_to = days + (ends - begins).days, ends
    return days

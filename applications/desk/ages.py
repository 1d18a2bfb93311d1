"""How old a case is, against the six months after which a party may ask for its decision (förvaltningslagen 12 §)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from applications.reviews.ageing import arrived_before
from applications.reviews.clocks import LAWS_MONTHS, NEAR
from applications.submissions.due_days import months_after


@dataclass(frozen=True)
class Age:
    """Days since a case came in, and how many there are until the law's time has gone."""

    days: int
    allowed: int

    @property
    def is_over(self) -> bool:
        return self.days > self.allowed

    @property
    def is_near(self) -> bool:
        return not self.is_over and self.days > self.allowed - NEAR.days


def age_of(arrived_at: datetime, today: date) -> Age:
    arrived_on = localdate(arrived_at)
    return Age((today - arrived_on).days, (months_after(arrived_on, LAWS_MONTHS) - arrived_on).days)


def arrived_before_the_laws_time(at: datetime) -> datetime:
    """What came in before this moment has, at `at`, gone past the law's time."""
    return arrived_before(LAWS_MONTHS, localdate(at))

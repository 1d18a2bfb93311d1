"""When an appeal must have come in (förvaltningslagen 44 §). Pure: asks neither database nor clock."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from applications.submissions.due_days import working_day_from

WEEKS = 3


def last_day_to_appeal(*, received_on: date | None, decided_on: date, represents_the_public: bool) -> date | None:
    """The last day on which an appeal is in time: three weeks from when the appellant got the decision, or for a party

    that represents the public, from the day of decision. On a Saturday, Sunday or holiday it moves to the next working
    day (lagen 1930:173). None when nobody knows when the decision was received: then no time has begun to run.
    """
    begins = decided_on if represents_the_public else received_on
    return working_day_from(begins + timedelta(weeks=WEEKS)) if begins else None


def is_in_time(arrived_at: datetime, last_day: date | None) -> bool:
    """Whether an appeal that reached the authority at `arrived_at` came in time, by Stockholm's calendar."""
    return last_day is None or localdate(arrived_at) <= last_day

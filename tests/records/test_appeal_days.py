"""Three weeks, by Sweden's calendar (förvaltningslagen 44 §, lagen 1930:173)."""

from datetime import UTC, date, datetime

import pytest

from applications.records.appeal_days import is_in_time, last_day_to_appeal
from applications.records.queries import next_step_of


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2022, 11, 25), date(2022, 12, 16)),  # a Friday to a Friday
        (date(2022, 11, 26), date(2022, 12, 19)),  # ends on a Saturday: to Monday
        (date(2022, 12, 3), date(2022, 12, 27)),  # Christmas Eve, and Christmas after it
        (date(2023, 6, 2), date(2023, 6, 26)),  # midsummer's eve
    ],
)
def test_last_day_is_three_weeks_from_receipt_moved_to_a_working_day(received, last):
    assert last_day_to_appeal(received_on=received, decided_on=date(2022, 11, 24), represents_the_public=False) == last


def test_party_for_the_public_counts_from_the_day_of_decision():
    last = last_day_to_appeal(received_on=date(2022, 12, 1), decided_on=date(2022, 11, 24), represents_the_public=True)

    assert last == date(2022, 12, 15)


def test_nobody_is_late_when_nobody_knows_that_they_got_it():
    last = last_day_to_appeal(received_on=None, decided_on=date(2022, 11, 24), represents_the_public=False)

    assert last is None
    assert is_in_time(datetime(2023, 11, 1, tzinfo=UTC), last)


def test_last_day_lasts_until_midnight_in_stockholm():
    last = date(2022, 12, 16)

    assert is_in_time(datetime(2022, 12, 16, 22, 59, 59, tzinfo=UTC), last)
    assert not is_in_time(datetime(2022, 12, 16, 23, 0, tzinfo=UTC), last)


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        (set(), "time"),
        ({"late"}, "late"),
        ({"late", "dismissed"}, ""),
        ({"accepted"}, "reconsider"),
        ({"in_time", "stands"}, "hand_over"),
        ({"in_time", "changed", "handed_over"}, ""),
    ],
)
def test_each_step_leads_to_the_next(taken, following):
    assert next_step_of(taken) == following

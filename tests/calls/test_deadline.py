"""Opening, closing and what is left, by the calendar in Stockholm."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.calls import deadline
from applications.calls.models import Call, Phase

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS = datetime(2022, 5, 23, tzinfo=STOCKHOLM)
CLOSES = datetime(2022, 9, 10, tzinfo=STOCKHOLM)
INSTANT = timedelta(microseconds=1)


def published(**fields):
    return Call(**{"opens_at": OPENS, "closes_at": CLOSES, "published_at": datetime(2022, 5, 1, tzinfo=UTC), **fields})


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (OPENS - INSTANT, Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES - INSTANT, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_phase_changes_at_the_exact_instant(moment, phase):
    assert published().phase_at(moment) == phase


def test_phase_is_draft_until_published_whatever_the_clock_says():
    assert published(published_at=None).phase_at(OPENS) == Phase.DRAFT


def test_closing_is_told_as_the_last_minute_of_the_last_day():
    assert f"{deadline.last_minute(CLOSES):%Y-%m-%d %H.%M}" == "2022-09-09 23.59"
    assert deadline.last_day(CLOSES) == date(2022, 9, 9)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2022, 8, 28, 12, tzinfo=STOCKHOLM), "12 dagar kvar"),
        (datetime(2022, 9, 7, 23, 59, tzinfo=STOCKHOLM), "2 dagar kvar"),
        (datetime(2022, 9, 8, 0, 0, tzinfo=STOCKHOLM), "Stänger i morgon kl. 23.59"),
        (datetime(2022, 9, 9, 0, 0, tzinfo=STOCKHOLM), "Stänger i dag kl. 23.59"),
        (CLOSES - INSTANT, "Stänger i dag kl. 23.59"),
        (CLOSES, "Stängd"),
        (datetime(2023, 1, 1, tzinfo=STOCKHOLM), "Stängd"),
    ],
)
def test_days_left_are_told_in_words(moment, words):
    assert deadline.days_left_in_words(CLOSES, moment) == words


def test_days_left_count_stockholms_days_not_utcs():
    # 22.30 UTC on the 7th is already the 8th in Stockholm.
    assert deadline.days_left(CLOSES, datetime(2022, 9, 7, 22, 30, tzinfo=UTC)) == 1


def test_days_left_hold_when_summer_time_ends():
    # Summer time ends on 30 October 2022, a day of 25 hours.
    closes_at = datetime(2022, 10, 31, tzinfo=STOCKHOLM)
    assert closes_at.astimezone(UTC) == datetime(2022, 10, 30, 23, 0, tzinfo=UTC)
    assert deadline.days_left(closes_at, datetime(2022, 10, 29, 12, tzinfo=STOCKHOLM)) == 1
    call = published(closes_at=closes_at)
    # 24 hours after the last day began it is still that day, so the call is open.
    assert call.phase_at(datetime(2022, 10, 29, 22, 0, tzinfo=UTC) + timedelta(hours=24)) == Phase.OPEN
    assert call.phase_at(datetime(2022, 10, 30, 23, 0, tzinfo=UTC)) == Phase.CLOSED


def test_closing_in_the_middle_of_a_day_has_its_own_last_minute():
    closes_at = datetime(2022, 9, 9, 12, tzinfo=STOCKHOLM)
    morning = datetime(2022, 9, 9, 8, tzinfo=STOCKHOLM)
    assert deadline.days_left_in_words(closes_at, morning) == "Stänger i dag kl. 11.59"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_part_gone_is_between_none_and_all(moment):
    gone = deadline.part_gone(OPENS, CLOSES, moment)
    assert 0 <= gone <= 100
    assert gone == 0 or moment > OPENS

"""Days on which something falls due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.submissions.due_days import (
    is_working_day,
    months_after,
    reminder_due,
    usual_due_day,
    working_day_from,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2022-06-18", "a Saturday"),
        ("2022-06-19", "a Sunday"),
        ("2022-01-06", "Epiphany"),
        ("2022-04-15", "Good Friday"),
        ("2022-04-18", "Easter Monday"),
        ("2023-05-01", "1 May"),
        ("2022-05-26", "Ascension Day"),
        ("2022-06-06", "the National Day"),
        ("2022-06-24", "Midsummer Eve"),
        ("2024-12-24", "Christmas Eve"),
        ("2024-12-31", "New Year's Eve"),
    ],
)
def test_nothing_falls_due_on(day, why):
    assert not is_working_day(date.fromisoformat(day)), why


@pytest.mark.parametrize("day", ["2022-06-15", "2022-01-05", "2022-05-27", "2022-12-23", "2022-04-14"])
def test_eves_that_the_law_does_not_name_are_working_days(day):
    assert is_working_day(date.fromisoformat(day))


@given(DAYS)
def test_moved_day_is_the_first_working_day_from_there(day):
    moved = working_day_from(day)
    assert is_working_day(moved)
    assert not any(is_working_day(day + timedelta(days=ahead)) for ahead in range((moved - day).days))


def test_what_is_asked_for_before_midsummer_is_due_after_it():
    assert usual_due_day(date(2022, 6, 10), days=14) == date(2022, 6, 27)
    assert usual_due_day(date(2022, 6, 1), days=14) == date(2022, 6, 15)
    assert usual_due_day(date(2022, 6, 1), days=30) == date(2022, 7, 1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2022-06-01", 6, "2022-12-01"),
        ("2022-08-31", 6, "2023-02-28"),
        ("2022-06-24", 6, "2022-12-27"),
        ("2022-12-15", 1, "2023-01-16"),
    ],
)
def test_months_end_on_the_same_date_or_the_months_last_and_never_on_a_day_off(day, months, expected):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("06-01", ""),
        ("06-11", ""),
        ("06-12", "soon"),
        ("06-15", "soon"),
        ("06-16", "late"),
        ("06-29", "late"),
        ("06-30", ""),
    ],
)
def test_reminders_come_shortly_before_and_after_the_last_day(today, expected):
    asked_on, due_on = date(2022, 6, 1), date(2022, 6, 15)
    assert reminder_due(asked_on=asked_on, due_on=due_on, today=date.fromisoformat(f"2022-{today}")) == expected


def test_request_is_its_own_reminder_when_there_is_little_time():
    asked_on, due_on = date(2022, 6, 14), date(2022, 6, 16)
    assert reminder_due(asked_on=asked_on, due_on=due_on, today=due_on) == ""
    assert reminder_due(asked_on=asked_on, due_on=due_on, today=date(2022, 6, 17)) == "late"

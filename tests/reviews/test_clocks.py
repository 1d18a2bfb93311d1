"""The clocks of a case, as dates alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.cases.working_days import is_working_day
from applications.reviews.clocks import (
    ANSWER_IS_NEAR,
    LAWS_MONTHS,
    DecisionAsked,
    DelayTold,
    WithRegion,
    answer_day,
    case_clock,
    last_arrival_past,
)
from applications.submissions.due_days import months_after

DAYS = st.dates(min_value=date(2018, 1, 1), max_value=date(2035, 12, 31))
SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 200), st.none() | st.integers(0, 400)).map(
        lambda given: WithRegion(
            given[0],
            given[0] + timedelta(days=given[1]),
            None if given[2] is None else given[0] + timedelta(days=given[2]),
        )
    ),
    max_size=5,
)


def clock(arrived_on=date(2022, 6, 1), today=date(2022, 7, 1), service_months=6, **more):
    return case_clock(arrived_on=arrived_on, today=today, service_months=service_months, **more)


@pytest.mark.parametrize(
    ("arrived_on", "six_months_on"),
    [
        (date(2022, 6, 1), date(2022, 12, 1)),
        # Six calendar months are not 180 days; February ends them early, in a leap year a day later.
        (date(2022, 8, 31), date(2023, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        # A Saturday, Christmas Eve, New Year's Eve, Easter: the next working day.
        (date(2022, 6, 3), date(2022, 12, 5)),
        (date(2022, 6, 24), date(2022, 12, 27)),
        (date(2022, 6, 30), date(2022, 12, 30)),
        (date(2020, 6, 30), date(2020, 12, 30)),
        (date(2020, 7, 1), date(2021, 1, 4)),
        (date(2022, 10, 7), date(2023, 4, 11)),
    ],
)
def test_six_months_end_on_the_same_date_or_the_next_working_day(arrived_on, six_months_on):
    assert clock(arrived_on, arrived_on).six_months_on == six_months_on


@pytest.mark.parametrize(
    ("arrived_on", "answer_by"),
    [
        (date(2022, 12, 5), date(2023, 1, 2)),
        # Four weeks later is Twelfth Night (trettondedag jul), a Friday; then comes a weekend.
        (date(2022, 12, 9), date(2023, 1, 9)),
        (date(2022, 5, 27), date(2022, 6, 27)),  # Midsummer's Eve
    ],
)
def test_four_weeks_end_on_the_same_weekday_or_the_next_working_day(arrived_on, answer_by):
    assert answer_day(arrived_on) == answer_by


def test_region_may_ask_the_day_after_the_six_months_and_not_on_their_last_day():
    assert clock().may_ask_from == date(2022, 12, 2)
    assert not clock(today=date(2022, 12, 1)).is_past_six_months
    assert clock(today=date(2022, 12, 2)).is_past_six_months


def test_calls_own_time_is_told_beside_the_laws():
    found = clock(today=date(2022, 9, 2), service_months=3)
    assert (found.service_on, found.is_past_due, found.is_past_six_months) == (date(2022, 9, 1), True, False)
    assert found.overdue == ("service",)
    assert clock(today=date(2022, 8, 2), service_months=3).is_near_due
    assert not clock(today=date(2022, 8, 1), service_months=3).is_near_due
    silent = clock(today=date(2022, 12, 2), service_months=None)
    assert (silent.service_on, silent.decided_by, silent.is_past_due) == (None, None, True)
    assert silent.overdue == ("six_months",)


def test_laws_time_goes_on_while_the_region_completes_and_says_how_long_that_was():
    spans = [
        WithRegion(date(2022, 6, 11), date(2022, 6, 27), date(2022, 6, 21)),
        WithRegion(date(2022, 7, 1), date(2022, 7, 15)),
    ]
    found = clock(today=date(2022, 7, 11), supplements=spans)
    assert (found.days, found.days_with_region, found.days_with_authority) == (40, 20, 20)
    assert (found.waits_until, found.is_supplement_overdue) == (date(2022, 7, 15), False)
    assert found.six_months_on == clock().six_months_on
    late = clock(today=date(2022, 7, 16), supplements=spans)
    assert late.is_supplement_overdue
    assert late.overdue == ("supplement",)


def test_region_is_to_be_told_when_the_promised_day_has_gone_and_again_when_the_new_one_has():
    assert not clock(today=date(2022, 12, 1)).is_to_be_told
    assert clock(today=date(2022, 12, 2)).is_to_be_told
    told = [DelayTold(date(2022, 12, 2), date(2023, 2, 1)), DelayTold(date(2023, 1, 9), date(2023, 1, 20))]
    found = clock(today=date(2023, 1, 20), told=told)
    assert (found.is_to_be_told, found.expected_on, found.decided_by) == (False, date(2023, 1, 20), date(2023, 1, 20))
    assert clock(today=date(2023, 1, 21), told=told).is_to_be_told, "the newest holds"
    assert clock(today=date(2022, 12, 5), told=told).expected_on == date(2023, 2, 1)


def test_request_gives_four_weeks_until_it_is_refused_or_the_case_decided():
    asked = DecisionAsked(date(2022, 12, 5))
    found = clock(today=date(2022, 12, 5), asked=asked)
    assert (found.answer_by, found.answer_days_left, found.is_answer_near) == (date(2023, 1, 2), 28, False)
    assert clock(today=date(2023, 1, 2) - ANSWER_IS_NEAR, asked=asked).is_answer_near
    late = clock(today=date(2023, 1, 3), asked=asked)
    assert (late.answer_days_left, late.is_answer_near, late.is_answer_overdue) == (-1, False, True)
    assert late.overdue == ("answer", "six_months", "service")
    refused = clock(today=date(2023, 1, 3), asked=DecisionAsked(asked.arrived_on, refused_on=date(2022, 12, 20)))
    assert (refused.answer_by, refused.answer_days_left, refused.is_answer_overdue) == (None, None, False)
    decided = clock(today=date(2023, 1, 9), asked=asked, decided_on=date(2022, 12, 28))
    assert decided.answer_by is None


def test_every_clock_stops_when_the_case_is_decided():
    spans = [WithRegion(date(2022, 12, 20), date(2023, 1, 10))]
    found = clock(today=date(2024, 1, 1), supplements=spans, decided_on=date(2022, 12, 30))
    assert (found.days, found.days_with_region, found.is_running) == (212, 10, False)
    assert (found.waits_until, found.is_to_be_told, found.is_near_due, found.overdue) == (None, False, False, ())
    assert found.is_past_six_months


@given(arrived_on=DAYS, later=st.integers(0, 900), spans=SPANS)
def test_days_are_the_regions_and_the_authoritys_and_never_go_back(arrived_on, later, spans):
    today = arrived_on + timedelta(days=later)
    found = clock(arrived_on, today, supplements=spans)
    tomorrow = clock(arrived_on, today + timedelta(days=1), supplements=spans)
    assert found.days == later
    assert found.days_with_region + found.days_with_authority == found.days
    assert found.days_with_region >= 0
    assert found.days_with_authority >= 0
    assert tomorrow.days == found.days + 1
    assert tomorrow.days_with_region - found.days_with_region in {0, 1}


@given(arrived_on=DAYS, spans=SPANS, later=st.integers(0, 400))
def test_days_with_the_region_are_counted_one_by_one(arrived_on, spans, later):
    today = arrived_on + timedelta(days=later)
    held = {
        day
        for span in spans
        for day in (arrived_on + timedelta(days=number) for number in range(later))
        if span.asked_on <= day < (span.ended_on or today)
    }
    assert clock(arrived_on, today, supplements=spans).days_with_region == len(held)


@given(arrived_on=DAYS, months=st.integers(1, 24))
def test_last_days_are_working_days_at_or_shortly_after_the_date_and_never_go_back(arrived_on, months):
    found, next_days = (clock(day, day, service_months=months) for day in (arrived_on, arrived_on + timedelta(days=1)))
    for day in (found.service_on, found.six_months_on, answer_day(arrived_on)):
        assert is_working_day(day)
    assert found.service_on <= next_days.service_on
    assert found.six_months_on <= next_days.six_months_on
    assert answer_day(arrived_on) <= answer_day(arrived_on + timedelta(days=1))
    # Around Christmas, five days off in a row are as many as there are.
    assert timedelta(weeks=4) <= answer_day(arrived_on) - arrived_on <= timedelta(weeks=4, days=5)
    same_date = arrived_on.day
    assert found.six_months_on.day >= min(same_date, 28) or found.six_months_on.day <= 6


@given(arrived_on=DAYS, later=st.integers(0, 800), months=st.integers(1, 24))
def test_what_is_late_stays_late_until_it_is_decided(arrived_on, later, months):
    day = arrived_on + timedelta(days=later)
    today, tomorrow = (
        clock(arrived_on, each, service_months=months, asked=DecisionAsked(arrived_on))
        for each in (day, day + timedelta(days=1))
    )
    assert set(today.overdue) <= set(tomorrow.overdue)
    assert not (today.is_near_due and today.is_past_due)
    assert not (today.is_answer_near and today.is_answer_overdue)


@given(today=DAYS, months=st.integers(1, 40))
def test_last_arrival_past_is_where_the_clock_turns(today, months):
    day = last_arrival_past(months, today)
    assert months_after(day, months) < today <= months_after(day + timedelta(days=1), months)


def test_promise_of_thousands_of_years_is_never_past():
    assert last_arrival_past(32_000, date(2022, 6, 1)) == date.min


def test_law_says_six_months():
    assert LAWS_MONTHS == 6

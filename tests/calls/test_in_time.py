"""The rule of what comes in time, for any call, region and arrival."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from applications.calls.deadline import closing_for, is_in_time, margin_in_words
from tests.factories.calls import CLOSES, OPENS

OFFSETS = st.timedeltas(timedelta(days=-200), timedelta(days=40))
GIVEN = st.dictionaries(st.sampled_from(["20", "21"]), OFFSETS.map(lambda offset: (CLOSES + offset).isoformat()))
CALLS = st.fixed_dictionaries(
    {
        "opens_at": st.just(OPENS),
        "closes_at": st.just(CLOSES),
        "region_closings": GIVEN,
        "grace_minutes": st.integers(0, 120),
        "region_code": st.sampled_from(["03", "20", "21"]),
    }
)
INSTANT = timedelta(microseconds=1)


@given(CALLS, OFFSETS)
def test_time_is_from_opening_until_just_before_closing_and_grace(call: dict[str, Any], offset: timedelta) -> None:
    closing = closing_for(call["closes_at"], call["region_closings"], call["region_code"])
    end = closing + timedelta(minutes=call["grace_minutes"])

    assert is_in_time(**call, arrived_at=CLOSES + offset) == (OPENS <= CLOSES + offset < end)
    assert is_in_time(**call, arrived_at=end - INSTANT)
    assert not is_in_time(**call, arrived_at=end)
    assert is_in_time(**call, arrived_at=OPENS)
    assert not is_in_time(**call, arrived_at=OPENS - INSTANT)


@given(CALLS, OFFSETS)
def test_an_extension_makes_nobody_late(call: dict[str, Any], offset: timedelta) -> None:
    """Whatever a region was given, it has at least the call's own time, and another's is no concern of its."""
    arrived_at = CLOSES + offset
    alone = {**call, "region_closings": {}}
    assert is_in_time(**call, arrived_at=arrived_at) >= is_in_time(**alone, arrived_at=arrived_at)
    others = {code: at for code, at in call["region_closings"].items() if code != call["region_code"]}
    assert is_in_time(**{**call, "region_closings": others}, arrived_at=arrived_at) == is_in_time(
        **alone, arrived_at=arrived_at
    )


def test_margin_says_whether_what_came_after_closing_counts():
    after = CLOSES + timedelta(minutes=5)
    assert margin_in_words(CLOSES, after).endswith("räknas som inlämnad i tid")
    assert margin_in_words(CLOSES, after, 10).endswith("räknas som inlämnad i tid")
    assert margin_in_words(CLOSES, after, 5).endswith("efter stängning, för sent")
    assert margin_in_words(CLOSES, CLOSES, 0).endswith("efter stängning, för sent")

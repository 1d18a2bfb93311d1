"""When a request arrived: as the trusted proxy says when that can be true, else when it reached the portal."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as search
from hypothesis import strategies as st

from tests.portal.wsgi import PROXY, STRANGER, ask

pytestmark = pytest.mark.usefixtures("behind_proxy")


def stamp(moment):
    return f"t={moment.timestamp():.3f}"


def test_arrival_is_what_the_trusted_proxy_stamped(clock):
    came = clock - timedelta(seconds=45)

    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=stamp(came))["arrived_at"] == came


def test_arrival_keeps_the_stamps_milliseconds(clock):
    came = clock - timedelta(milliseconds=1)

    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=stamp(came))["arrived_at"] == came


def test_arrival_without_a_stamp_is_now(clock):
    assert ask(REMOTE_ADDR=PROXY)["arrived_at"] == clock


def test_arrival_is_not_what_a_stranger_stamped(clock):
    came = clock - timedelta(seconds=45)

    assert ask(REMOTE_ADDR=STRANGER, HTTP_X_REQUEST_START=stamp(came))["arrived_at"] == clock


@pytest.mark.parametrize("claim", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP"])
def test_stranger_who_claims_to_be_the_proxy_is_still_a_stranger(clock, claim):
    came = clock - timedelta(seconds=45)
    answer = ask(REMOTE_ADDR=STRANGER, HTTP_X_REQUEST_START=stamp(came), **{claim: PROXY})

    assert answer["arrived_at"] == clock


def test_stamp_that_is_a_little_ahead_is_now(clock):
    ahead = clock + timedelta(seconds=1)

    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=stamp(ahead))["arrived_at"] == clock


@pytest.mark.parametrize("off", [timedelta(seconds=3), timedelta(days=9000), -timedelta(minutes=11), -timedelta(1)])
def test_stamp_that_can_not_be_true_is_not_believed(clock, off):
    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=stamp(clock + off))["arrived_at"] == clock


def test_stamp_of_a_request_that_waited_ten_minutes_is_believed(clock):
    came = clock - timedelta(minutes=10)

    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=stamp(came))["arrived_at"] == came


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "t=",
        "t=1e309",
        "t=-1662760830.000",
        "t=nan",
        "t=NaN",
        "t=inf",
        "t=-Infinity",
        "t=0",
        "t=0.0",
        "t=99999999999.999999",
        f"t={'9' * 5000}",
        f"t={'9' * 400}.0",
        f"t=1662760829.{'0' * 5000}",
        "t=1662760829",  # seconds without milliseconds are no stamp of the proxy's
        "1662760829.000",
        "t=1662760829,000",
        "t=0x6318.0",
        "t=1_662_760_829.000",
        "t=١٦٦٢٧٦٠٨٢٩.000",
        "t=1662760829.000, t=1662760829.000",  # the client's and the proxy's, joined
        "t=1662760829.000\n",
        " t=1662760829.000",
        "t=1662760829.000\x00",
        "T=1662760829.000",
    ],
)
def test_stamp_that_is_no_stamp_is_not_believed(clock, nonsense):
    assert ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=nonsense)["arrived_at"] == clock


@given(st.text(max_size=40) | st.floats().map(lambda number: f"t={number}") | st.integers().map("t={}.0".format))
@search(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stamp_of_any_kind_gives_a_moment_within_bounds(clock, anything):
    arrived_at = ask(REMOTE_ADDR=PROXY, HTTP_X_REQUEST_START=anything)["arrived_at"]

    assert clock - timedelta(minutes=10) <= arrived_at <= clock

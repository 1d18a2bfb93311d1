from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.portal.wsgi import PROXY

CLOCK = datetime(2022, 9, 9, 22, 0, 30, tzinfo=UTC)


@pytest.fixture
def behind_proxy(settings: Any, db: None) -> Any:
    """The site is the page that tells what it was told, and PROXY is trusted; gives the settings."""
    settings.ROOT_URLCONF = "tests.portal.wsgi"
    settings.TRUSTED_PROXIES = [PROXY]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


@pytest.fixture
def clock() -> Any:
    """It is half a minute past midnight, 10 September 2022, in Stockholm, and the clock stands still."""
    with time_machine.travel(CLOCK, tick=False):
        yield CLOCK

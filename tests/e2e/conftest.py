"""People in browsers of their own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from portal.accounts.models import User
from tests.browser import looked_at

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Visit = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def visit(browser: Browser, live_portal: str) -> Visit:
    """`with visit(person) as page:` a browser of the person's own, signed in; options are the browser context's."""

    @contextmanager
    def open_browser(person: User, **options: Any) -> Iterator[Page]:
        client = Client()
        client.force_login(person)
        context = browser.new_context(
            **{
                "locale": "sv-SE",
                "timezone_id": "Europe/Stockholm",
                "base_url": live_portal,
                "viewport": DESK,
                **options,
            }
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_portal}])
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()

    return open_browser


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """`look(page, "budget")`: it is accessible, and nothing stands outside it, on a desk and on a phone.

    With SCREENSHOTS in the environment, pictures of both are put there.
    """

    def check(page: Page, name: str) -> None:
        for kind, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{folder}/{name}-{kind}.png", full_page=True)
            fits = looked_at(page, lambda: page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
            assert fits, f"{name} is too wide"
            axe(page)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]

    return check

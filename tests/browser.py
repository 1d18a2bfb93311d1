"""A real Chromium, the system's own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error, Page, sync_playwright

# Chromium is told to keep to the pages of the test: no look-ups of its own.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def chromium_path() -> str:
    """The system's Chromium. Raises RuntimeError when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is not installed: run `.ci/system-packages test`")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, where Django would refuse to be asked; nothing else runs in that loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=[*QUIET, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that nobody has used, in Swedish, as wide as a desk's."""
    context = browser.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def looked_at(page: Page, look: Callable[[], Any]) -> Any:
    """What `look` finds on the page. A click may lead away while it looks: then it looks at what that led to."""
    for _more in range(3):
        try:
            return look()
        except Error:
            page.wait_for_load_state()
    return look()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: what the page shows now breaks no rule of WCAG 2.1 A and AA that a program can see."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        def run() -> Any:
            page.evaluate(source)
            return page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)

        result: dict[str, Any] = looked_at(page, run)
        found = [
            f"{violation['id']}: {violation['help']} — " + "; ".join(str(node["target"]) for node in violation["nodes"])
            for violation in result["violations"]
        ]
        assert found == [], f"{page.url} is not accessible:\n" + "\n".join(found)

    return check

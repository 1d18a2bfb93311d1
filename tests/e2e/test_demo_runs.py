"""`make demo` as it is served: SQLite, the file-system broker, a worker and beat beside gunicorn."""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.services import free_port, running, wait_until

pytestmark = pytest.mark.slow


def demo_environment(folder: Path) -> dict[str, str]:
    """As a shell has it: nothing of the tests' own services."""
    own = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "MEDIA_ROOT"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "LOCAL_DIR": str(folder), "PORTAL_DEMO": "1", "PYTHONUNBUFFERED": "1"}


def sign_in(browser: Browser, url: str, account: dict[str, str]) -> Page:
    page = browser.new_context(base_url=url, locale="sv-SE").new_page()
    page.set_default_timeout(20_000)
    page.goto("/konto/login/")
    page.get_by_label("E-post").fill(account["email"])
    page.get_by_label("Lösenord", exact=True).fill(account["password"])
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hej")
    return page


def test_demo_makes_a_letter_by_its_own_worker_and_keeps_its_data(tmp_path: Path, browser: Browser):
    port = free_port()
    command = [sys.executable, "manage.py", "run_demo", "--port", str(port)]
    log = tmp_path / "demo.log"

    def serve() -> Callable[..., object]:
        return running(command, log=log, env=demo_environment(tmp_path), cwd=Path(settings.BASE_DIR))

    with serve() as process:
        wait_until(lambda: "is served on" in log.read_text(), "the demonstration", process, seconds=180)
        demo = json.loads((tmp_path / "demo.json").read_text())
        assert demo["url"] == f"http://127.0.0.1:{port}"
        decider = next(account for account in demo["accounts"] if account["role"] == "decision_maker")
        case = _decide(sign_in(browser, demo["url"], decider))
        region = next(account for account in demo["accounts"] if account["region"] == "17")
        page = sign_in(browser, demo["url"], region)
        wait_until(lambda: page.goto(f"/beslut/{case}/").status == 200, "the letter", process, seconds=60)
        wait_until(lambda: "Synliggjord kompetens" in mails_shown(page), "the notice", process, seconds=60)

    log.unlink()
    with serve() as process:
        wait_until(lambda: log.exists() and "is served on" in log.read_text(), "it again", process, seconds=60)
        page = sign_in(browser, demo["url"], region)
        assert page.goto(f"/beslut/{case}/").status == 200


def mails_shown(page: Page) -> str:
    page.goto("/demo/mejl/")
    return page.get_by_role("main").inner_text()


def _decide(page: Page) -> int:
    waiting = page.get_by_role("listitem").filter(has_text="Synliggjord kompetens")
    waiting.get_by_role("link", name="Svara på om du har jäv, och besluta").click()
    page.get_by_label(re.compile("^Nej")).check()
    page.get_by_role("button", name="Lämna jävsdeklarationen").click()
    page.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(page.get_by_role("main")).to_contain_text("Beslutet är fattat")
    found = re.search(r"/arenden/(\d+)/", page.url)
    assert found is not None
    return int(found[1])

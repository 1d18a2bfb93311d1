"""The portal as it is served for real: gunicorn, collected static files, a worker, a mail server, a browser."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

import portal.outbox.actions
from tests.processes import Postbox
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_start_page_is_shown_with_its_look_and_breaks_no_rule_of_wcag(live_portal: str, page: Page, axe: Any):
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)

    page.goto(live_portal)

    assert page.locator("h1").count() == 1
    assert failed == []
    axe(page)


def test_mail_written_in_a_transaction_arrives_by_the_worker(celery_worker: Any, smtp_server: Postbox):
    with transaction.atomic():
        portal.outbox.actions.queue_mail(
            to="karin@example.test", subject="Hej", body="Text", category="test", at=datetime.now(UTC)
        )

    wait_until(lambda: bool(smtp_server.to("karin@example.test")), "the mail")

    assert [mail["Subject"] for mail in smtp_server.received] == ["Hej"]

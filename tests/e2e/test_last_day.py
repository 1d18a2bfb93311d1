"""The last day: a clock that keeps the server's time, a closing while people write, longer time, and a receipt."""

import re
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from applications.calls.models import Call, Extension
from applications.submissions.models import Submission
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.drafting import draft, full_draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)
ASKS_AGAIN = 15_000


def closing_in(**length: float) -> Call:
    now = datetime.now(UTC)
    return make_call(
        opens_at=now - timedelta(days=30), closes_at=now + timedelta(**length), published_at=now - timedelta(days=40)
    )


def project_page(page: Page, case: Any) -> None:
    page.goto(f"/ansokningar/{case.pk}/avsnitt/project/")


def left(page: Page) -> str:
    return page.locator("[data-left]").inner_text()


def seconds_left(page: Page) -> int:
    minutes, seconds = re.search(r"(?:(\d+) minut(?:er)? ?)?(?:(\d+) sekund(?:er)?)?", left(page)).groups()  # type: ignore[union-attr]
    return 60 * int(minutes or 0) + int(seconds or 0)


def answer_took(page: Page) -> float:
    """Seconds from the browser's question to the last of the server's answer, for the page that `page` shows."""
    took = "(([page]) => page.responseEnd - page.requestStart)(performance.getEntriesByType('navigation'))"
    return float(page.evaluate(took)) / 1000


def test_clock_keeps_the_servers_time_whatever_the_computers_own(visit: Any, look: Any) -> None:
    call = closing_in(minutes=9)
    case = full_draft(call=call, by=member("signatory"))
    # A computer whose clock is three hours slow, in another part of the world.
    with visit(case.created_by, timezone_id="America/New_York") as page:
        page.add_init_script("const now = Date.now; Date.now = () => now() - 3 * 3600 * 1000;")
        page.add_init_script(
            "Object.defineProperty(performance, 'timeOrigin', {value: performance.timeOrigin - 3 * 3600 * 1000});"
        )
        project_page(page, case)
        first, shown = seconds_left(page), page.locator("[data-time]").inner_text()
        ours = datetime.now(UTC)
        # The clock counts from the moment of asking, so by as long as the answer took it may tell less than there is.
        early = 3 + answer_took(page)
        real = (call.closes_at - ours).total_seconds()
        assert real - early <= first <= real + 1
        assert shown in {f"{localtime(ours) + timedelta(seconds=off):%H.%M.%S}" for off in range(-2, ceil(early) + 1)}
        page.wait_for_timeout(2500)
        passed = (datetime.now(UTC) - ours).total_seconds()
        assert first - passed - 2 <= seconds_left(page) <= first - 2
        expect(page.get_by_text("Det räknas när ansökan kommer fram till oss")).to_be_visible()
        # What ticks is not read aloud at every tick.
        assert page.locator(".deadline [aria-live], .deadline [role=status]").count() == 0
        look(page, "last-day-section")
        page.goto(f"/ansokningar/{case.pk}/")
        look(page, "last-day-overview")
        page.goto(f"/ansokningar/{case.pk}/lamna-in/")
        look(page, "last-day-check")
        page.goto(f"/utlysningar/{call.slug}/")
        look(page, "last-day-call")


def test_without_javascript_the_time_of_loading_is_told(visit: Any) -> None:
    case = draft(call=closing_in(hours=3, seconds=30), by=member())
    with visit(case.created_by, java_script_enabled=False) as page:
        project_page(page, case)
        assert left(page) == "3 timmar"
        expect(page.locator(".deadline")).to_contain_text("när sidan visades")


def test_closing_while_people_write(visit: Any, look: Any) -> None:
    """One region was given longer meanwhile and goes on; for the other time is up, and its text is there."""
    call = closing_in(seconds=25)
    ours = draft(call=call, by=member(code="20"))
    theirs = draft(call=call, code="21", by=member(code="21"))
    administrator = staff("call_administrator")
    with visit(ours.created_by) as dalarna, visit(theirs.created_by) as gavleborg, visit(administrator) as admin:
        for page, case in ((dalarna, ours), (gavleborg, theirs)):
            project_page(page, case)
            page.locator("[name=summary]").fill("Vi vill göra validering lätt att hitta.")
        _give_longer(admin, call, look)

        expect(dalarna.locator("[data-left]")).to_have_text(re.compile("dygn|timm"), timeout=40_000)
        notice = gavleborg.get_by_text("Tiden har gått ut. Det du har skrivit på sidan är kvar.")
        expect(notice.first).to_be_visible(timeout=ASKS_AGAIN)
        expect(gavleborg.locator(".visually-hidden[role=status]").last).to_contain_text("Tiden har gått ut")
        expect(dalarna.get_by_text("Tiden har gått ut")).to_have_count(0)
        for page in (dalarna, gavleborg):
            expect(page.locator("[name=summary]")).to_have_value("Vi vill göra validering lätt att hitta.")
        look(gavleborg, "last-day-closed")


def _give_longer(page: Page, call: Call, look: Any) -> None:
    until = localtime(datetime.now(UTC) + timedelta(days=1))
    page.goto(f"/admin/calls/call/{call.pk}/forlang/")
    page.get_by_label("För vem").select_option("20")
    page.get_by_label("Stänger, dag").fill(f"{until:%Y-%m-%d}")
    page.get_by_label("Stänger, klockslag").fill("23:00")
    page.get_by_label("Skäl").fill("Regionens nät låg nere i natt.")
    page.get_by_role("button", name="Visa vad som händer").click()
    expect(page.get_by_text("1 person:")).to_be_visible()
    look(page, "last-day-extend")
    page.get_by_role("button", name="Förläng och skicka mejlen").click()
    expect(page.get_by_text("Ansökningstiden är förlängd")).to_be_visible()
    assert Extension.objects.get().region_id == "20"


def test_receipt_tells_with_what_margin_it_came(visit: Any, look: Any) -> None:
    case = full_draft(call=closing_in(minutes=30), by=member("signatory"))
    with visit(case.created_by) as page:
        page.goto(f"/ansokningar/{case.pk}/lamna-in/")
        page.locator("#id_confirmed").check()
        page.get_by_role("button", name="Lämna in").click()
        expect(page.get_by_text(re.compile("Kom in 29 minuter( och [0-9]+ sekunder)? före stängning"))).to_be_visible()
        look(page, "last-day-receipt")
    assert Submission.objects.get().margin.startswith("Kom in 29 minuter")

"""What is new on the start page, which mails one wants, and one's dates in a calendar of one's own: in a browser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from portal.notices.actions import notify
from portal.notices.models import DigestChoice, MutedKind, Notice
from regions.models import Region
from regions.notices import HANDED_OVER
from tests.factories.calls import call
from tests.factories.regions import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person() -> Any:
    """Somebody who was told three things, the newest of which leads to the page of the region's people."""
    found = member("editor", name="Anders Lind")
    now = datetime.now(UTC)
    region = Region.objects.get(pk="20")
    for number in range(3):
        notify(
            people=[found],
            kind=HANDED_OVER,
            template="regions/mail/handed_over.txt",
            context={
                "region": region,
                "by": "Karin Ek",
                "waiting": [],
                "left": {"name": f"Kollega {number}"},
                "link": "/",
            },
            key=f"test:{number}",
            link="/region/",
            at=now - timedelta(hours=3 - number),
        )
    return found


def test_notices_are_read_and_dates_reach_a_calendar(visit: Any, look: Any, person: Any, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    open_call = call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    with visit(person) as page:
        read_what_is_new(page, look, person)
        choose_one_mail_a_day(page, look, person)
        take_the_calls_dates(page, open_call, tmp_path)
        follow_ones_own_dates(page, look, open_call)


def read_what_is_new(page: Page, look: Any, person: Any) -> None:
    page.goto("/")
    news = page.get_by_role("region", name="Nytt")
    expect(news.get_by_role("listitem")).to_have_count(3)
    look(page, "start-with-news")

    news.get_by_role("listitem").first.get_by_role("button").click()
    page.wait_for_url("**/region/")
    assert Notice.objects.of(person).unread().count() == 2

    page.goto("/")
    expect(news.get_by_role("listitem")).to_have_count(2)
    news.get_by_role("link", name="Alla aviseringar").click()
    expect(page.locator(".notices li")).to_have_count(3)
    look(page, "notices")
    page.get_by_role("button", name="Markera alla som lästa").click()
    expect(page.get_by_text("Allt är markerat som läst.")).to_be_visible()
    page.goto("/")
    expect(news).to_contain_text("Inget nytt sedan sist.")


def choose_one_mail_a_day(page: Page, look: Any, person: Any) -> None:
    page.goto("/konto/installningar/")
    page.get_by_role("link", name="Välj vilka mejl du vill ha").click()
    expect(page.get_by_label("Någon ber mig bedöma ett ärende")).to_have_count(0)
    page.get_by_label("Ett mejl om dagen").check()
    page.get_by_label("Påminnelser innan en utlysning stänger").uncheck()
    look(page, "mails")
    page.get_by_role("button", name="Spara mitt val").click()
    expect(page.get_by_text("Vi har sparat vilka mejl du vill ha.")).to_be_visible()
    expect(page.get_by_label("Ett mejl om dagen")).to_be_checked()
    assert DigestChoice.objects.filter(person=person).exists()
    assert MutedKind.objects.filter(person=person, kind="deadline_reminder").exists()


def take_the_calls_dates(page: Page, open_call: Any, tmp_path: Path) -> None:
    page.goto(f"/utlysningar/{open_call.slug}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lägg datumen i din kalender").click()
    assert download.value.suggested_filename == f"{open_call.slug}.ics"
    download.value.save_as(tmp_path / "call.ics")
    events = Calendar.from_ical((tmp_path / "call.ics").read_bytes()).walk("VEVENT")
    assert [event["dtstart"].dt.tzinfo is not None for event in events] == [True, True]


def follow_ones_own_dates(page: Page, look: Any, open_call: Any) -> None:
    page.goto("/konto/kalender/")
    page.get_by_role("button", name="Skapa min adress").click()
    first = page.get_by_label("Kopiera adressen nu").input_value().partition("/konto/")[2]
    look(page, "calendar")
    answer = page.request.get(f"/konto/{first}")
    keys = {str(event["uid"]).partition("@")[0] for event in Calendar.from_ical(answer.body()).walk("VEVENT")}
    assert keys == {f"call-{open_call.pk}-opens", f"call-{open_call.pk}-closes-20"}

    page.get_by_role("button", name="Skapa en ny adress").click()
    second = page.get_by_label("Kopiera adressen nu").input_value().partition("/konto/")[2]
    assert page.request.get(f"/konto/{first}").status == 404
    assert page.request.get(f"/konto/{second}").status == 200
    page.get_by_role("button", name="Ta bort adressen").click()
    expect(page.get_by_role("button", name="Skapa min adress")).to_be_visible()
    assert page.request.get(f"/konto/{second}").status == 404

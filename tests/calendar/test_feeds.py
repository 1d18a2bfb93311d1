"""Dates as iCalendar: one call's for everybody, and a person's own behind an address of their own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from applications.calls.models import Call
from portal.calendar.actions import renew_feed
from portal.calendar.dates import CalendarDate
from portal.calendar.ical import write
from portal.calendar.models import Feed
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import call
from tests.factories.regions import member, region
from tests.factories.supplements import ask, case_to_complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon():
    """A call that closes for everyone in ten days, at midnight in Stockholm or about."""
    now = timezone.now()
    return call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=10))


def path_of(person):
    return renew_feed(person=person, at=timezone.now()).partition("://")[2].partition("/")[2]


def read(client, path):
    answer = client.get(f"/{path}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content), answer


def events(calendar):
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


class TestFile:
    def test_file_is_what_rfc_5545_asks_for(self, now):
        title = "Komplettering av ansökan " + "åäö, med komma; och semikolon " * 5
        dates = [
            CalendarDate("day", title, date(2022, 6, 30), "/a/", sequence=4),
            CalendarDate("moment", "Öppnar", datetime(2022, 6, 1, 8, tzinfo=UTC), "/b/"),
        ]

        content = write(dates, name="Datum", at=now)

        assert content.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(map(len, content.split(b"\r\n"))) <= 75
        found = events(Calendar.from_ical(content))
        assert list(found) == ["moment", "day"]
        day, moment = found["day"], found["moment"]
        assert (day["summary"], day["sequence"], day["dtstamp"].dt) == (title, 4, now)
        assert (day["dtstart"].dt, day["dtend"].dt) == (date(2022, 6, 30), date(2022, 7, 1))
        assert day["dtstart"].params["VALUE"] == "DATE"
        assert b"DTSTART:20220601T080000Z" in content
        assert "dtend" not in moment

    def test_a_line_of_its_own_can_not_be_smuggled_in(self, now):
        content = write([CalendarDate("a", "Titel\r\nATTENDEE:x", date(2022, 6, 30), "/")], name="Datum", at=now)

        assert b"\r\nATTENDEE" not in content


class TestCall:
    def test_anybody_gets_a_calls_dates(self, client, soon):
        calendar, answer = read(client, f"utlysningar/{soon.slug}/datum.ics")

        found = events(calendar)
        assert set(found) == {f"call-{soon.pk}-opens", f"call-{soon.pk}-closes"}
        closes = found[f"call-{soon.pk}-closes"]
        assert closes["dtend"].dt == soon.closes_at.replace(microsecond=0)
        assert closes["dtend"].dt - closes["dtstart"].dt == timedelta(minutes=1)
        assert answer["Content-Disposition"] == f'attachment; filename="{soon.slug}.ics"'

    def test_a_draft_call_has_no_dates_to_give(self, client, soon):
        Call.objects.filter(pk=soon.pk).update(published_at=None)

        assert client.get(f"/utlysningar/{soon.slug}/datum.ics").status_code == 404


class TestFeed:
    def test_region_gets_its_own_closing(self, client, soon):
        own = (timezone.now() + timedelta(days=20)).replace(microsecond=0)
        Call.objects.filter(pk=soon.pk).update(region_closings={"20": own.isoformat()}, last_region_closing_at=own)

        calendar, answer = read(client, path_of(member("reader")))

        assert events(calendar)[f"call-{soon.pk}-closes-20"]["dtend"].dt == own
        assert answer["Cache-Control"] == "private"
        assert not answer.cookies

    def test_staff_see_which_regions_were_given_longer_and_until_when(self, client, soon):
        own = (timezone.now() + timedelta(days=20)).replace(microsecond=0)
        before = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
        given = {"20": own.isoformat(), "21": before.isoformat()}
        Call.objects.filter(pk=soon.pk).update(region_closings=given, last_region_closing_at=own)
        name = region("20").name

        found = events(read(client, path_of(staff("case_officer")))[0])

        assert set(found) == {f"call-{soon.pk}-{end}" for end in ("opens", "closes", "closes-20")}
        assert found[f"call-{soon.pk}-closes-20"]["dtend"].dt == own
        assert name in found[f"call-{soon.pk}-closes-20"]["summary"]
        assert name not in found[f"call-{soon.pk}-closes"]["summary"]

    def test_who_acts_for_two_regions_sees_which_is_which(self, client, soon):
        person = member("editor")
        member_of_both = region("21")
        person.memberships.create(region=member_of_both, role="editor", started_at=timezone.now())

        found = events(read(client, path_of(person))[0])

        assert set(found) == {f"call-{soon.pk}-{end}" for end in ("opens", "closes-20", "closes-21")}
        assert member_of_both.name in found[f"call-{soon.pk}-closes-21"]["summary"]

    def test_calls_that_the_region_may_not_apply_in_are_not_there(self, client, soon):
        soon.eligible_regions.remove(region("20"))

        assert events(read(client, path_of(member("editor")))[0]) == {}

    def test_supplement_shows_for_its_region_and_its_officer_alone(self, client, now):
        asked = ask(case_to_complete(now), now)
        key = f"supplement-{asked.pk}"
        ours, other = member("reader", code=asked.case.region_id), member("editor", code="12")

        due = events(read(client, path_of(ours))[0])[key]
        assert (due["dtstart"].dt, due["dtend"].dt) == (asked.due_on, asked.due_on + timedelta(days=1))
        assert due["url"].endswith(f"/ansokningar/{asked.case_id}/komplettering/")
        officers = events(read(client, path_of(asked.case.officer))[0])[key]
        assert officers["url"].endswith(f"/arenden/{asked.case_id}/komplettering/")
        assert key not in events(read(client, path_of(other))[0])
        assert key not in events(read(client, path_of(staff("case_officer")))[0])

    def test_renewed_address_replaces_the_one_before(self, client, soon):
        person = member("editor")
        first = path_of(person)
        second = path_of(person)

        assert client.get(f"/{first}").status_code == 404
        assert client.get(f"/{second}").status_code == 200
        assert second.split("/")[-1].removesuffix(".ics") not in Feed.objects.get().token_digest

    def test_who_can_not_sign_in_any_more_has_no_feed(self, client, soon):
        person = member("editor")
        path = path_of(person)
        person.is_active = False
        person.save()

        assert client.get(f"/{path}").status_code == 404

    @pytest.mark.parametrize("number", [1, 15])
    def test_feed_asks_as_little_for_many(self, client, number, django_assert_max_num_queries):
        now = timezone.now()
        for index in range(number):
            call(slug=f"call-{index}", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=10))
        path = path_of(member("editor"))
        with django_assert_max_num_queries(6):
            assert len(events(read(client, path)[0])) == 2 * number


class TestPage:
    def test_address_is_shown_once_and_taken_away(self, client):
        client.force_login(UserFactory())
        assert "Skapa min adress" in client.get("/konto/kalender/").text

        shown = client.post("/konto/kalender/", follow=True)
        assert shown["Cache-Control"] == "private, no-store"
        address = shown.context["address"]
        assert address in shown.text
        again = client.get("/konto/kalender/").text
        assert address not in again
        assert "Skapa en ny adress" in again

        client.post("/konto/kalender/stang/")
        assert not Feed.objects.exists()

    def test_reloading_the_page_with_the_address_makes_no_other(self, client):
        client.force_login(UserFactory())

        answer = client.post("/konto/kalender/")

        assert (answer.status_code, answer["Location"]) == (302, "/konto/kalender/")
        made = Feed.objects.get().token_digest
        client.get(answer["Location"])
        client.get(answer["Location"])
        assert Feed.objects.get().token_digest == made

    def test_an_address_that_was_taken_away_is_not_shown(self, client):
        client.force_login(UserFactory())
        client.post("/konto/kalender/")
        client.post("/konto/kalender/stang/")

        assert not client.get("/konto/kalender/").context["address"]

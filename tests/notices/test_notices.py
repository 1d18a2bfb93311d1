"""What people are told: on the start page, by mail, once a day; and that nothing is lost or told twice."""

from datetime import UTC, datetime, timedelta

import pytest

import portal.notices.actions
from portal.notices import digest, kinds
from portal.notices.actions import choose_mails, forget_old, mark_read, notify, send_digests
from portal.notices.models import DigestChoice, MutedKind, Notice
from portal.outbox.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NUDGE = kinds.Kind("nudge", "Påminnelser")
VERDICT = kinds.Kind("verdict", "Beslut", may_be_muted=False)
SEVEN = datetime(2022, 6, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {kind.key: kind for kind in (NUDGE, VERDICT)})


def tell(*people, kind=NUDGE, key="test", at, **more):
    context = {"region": {"name": "Region Dalarna"}, "by": "Karin", "link": "/", "roles": []}
    template = "regions/mail/member_removed.txt"
    return notify(people=people, kind=kind, template=template, context=context, key=key, at=at, link="/ny/", **more)


def daily(**fields):
    person = UserFactory(**fields)
    DigestChoice.objects.create(person=person)
    return person


class TestTelling:
    def test_notify_tells_each_on_the_start_page_and_by_mail(self, now):
        people = [UserFactory(), UserFactory()]

        tell(*people, at=now)

        told = Notice.objects.order_by("pk").values_list("person", "kind", "subject", "link", "created_at", "read_at")
        subject = "Du arbetar inte längre för Region Dalarna i portalen"
        assert list(told) == [(person.pk, "nudge", subject, "/ny/", now, None) for person in people]
        assert list(Mail.objects.order_by("pk").values_list("to", flat=True)) == [person.email for person in people]

    @pytest.mark.parametrize("kind", [NUDGE, VERDICT])
    def test_the_same_notice_twice_is_one(self, now, kind):
        person = UserFactory()

        tell(person, kind=kind, at=now)
        tell(person, kind=kind, at=now + timedelta(hours=1))

        assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)

    def test_who_turned_a_kind_off_has_it_on_the_start_page_alone(self, now):
        wants, wants_not = UserFactory(), UserFactory()
        MutedKind.objects.create(person=wants_not, kind="nudge")

        tell(wants, wants_not, at=now)

        assert list(Mail.objects.values_list("to", flat=True)) == [wants.email]
        assert set(Notice.objects.values_list("person", "in_digest")) == {(wants.pk, False), (wants_not.pk, False)}

    def test_who_can_not_sign_in_is_told_nothing(self, now):
        tell(UserFactory(is_active=False), at=now)

        assert not Notice.objects.exists()
        assert not Mail.objects.exists()

    @pytest.mark.parametrize("number", [1, 20])
    def test_telling_many_asks_as_little_as_telling_one(self, now, number, django_assert_max_num_queries):
        people = UserFactory.create_batch(number)
        with django_assert_max_num_queries(5):
            tell(*people, at=now)


class TestDigest:
    def test_what_waits_is_one_mail_at_seven(self, now):
        person = daily()
        tell(person, at=now, key="one")
        tell(person, at=now, key="two")

        assert not Mail.objects.exists()
        assert send_digests(at=SEVEN - timedelta(seconds=1)) == 0
        assert send_digests(at=SEVEN) == 1
        mail = Mail.objects.get()
        assert (mail.to, mail.subject) == (person.email, "2 nyheter i portalen")
        assert mail.body.count("Du arbetar inte längre för Region Dalarna i portalen") == 2
        assert "/ny/" in mail.body

    def test_digests_sent_twice_are_sent_once(self, now):
        tell(daily(), at=now)

        assert (send_digests(at=SEVEN), send_digests(at=SEVEN), send_digests(at=SEVEN + timedelta(days=1))) == (1, 0, 0)
        assert Mail.objects.count() == 1

    def test_a_beat_that_was_away_sends_when_it_is_back(self, now):
        tell(daily(), at=now)

        assert send_digests(at=SEVEN + timedelta(days=3, hours=4)) == 1

    def test_what_came_after_seven_waits_for_the_next_day(self, now):
        tell(daily(), at=SEVEN + timedelta(minutes=1))

        assert send_digests(at=SEVEN + timedelta(hours=3)) == 0
        assert send_digests(at=SEVEN + timedelta(days=1)) == 1

    def test_a_worker_that_dies_in_one_digest_loses_nothing(self, now, monkeypatch):
        tell(daily(), at=now)

        def die(*_args, **_kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(portal.notices.actions, "render_notice", die)
            with pytest.raises(KeyboardInterrupt):
                send_digests(at=SEVEN)

        assert send_digests(at=SEVEN) == 1

    def test_what_may_not_be_turned_off_is_mailed_at_once(self, now):
        tell(daily(), kind=VERDICT, at=now)

        assert Mail.objects.count() == 1
        assert not Notice.objects.waiting().exists()

    def test_what_would_have_lost_its_meaning_by_seven_is_mailed_at_once(self, now):
        tell(daily(), at=now, key="soon", expires_at=SEVEN)
        tell(daily(), at=now, key="later", expires_at=SEVEN + timedelta(seconds=1))

        assert (Mail.objects.count(), Notice.objects.waiting().count()) == (1, 1)

    def test_who_wants_mails_at_once_again_gets_what_waited_once(self, now):
        person = daily()
        tell(person, at=now)

        choose_mails(person=person, wanted=["nudge"], daily=False, at=now)
        tell(person, at=now)

        assert [mail.subject for mail in Mail.objects.all()] == ["1 nyhet i portalen"]
        assert send_digests(at=SEVEN) == 0

    def test_what_was_turned_off_or_read_since_is_not_in_it(self, now):
        muted, read = daily(), daily()
        tell(muted, read, at=now)
        MutedKind.objects.create(person=muted, kind="nudge")
        mark_read(notices=Notice.objects.all(), by=read, at=now)

        assert send_digests(at=SEVEN) == 0
        assert not Mail.objects.exists()
        assert not Notice.objects.waiting().exists()

    def test_who_was_shut_out_since_gets_none(self, now):
        person = daily()
        tell(person, at=now)
        person.is_active = False
        person.save()

        assert send_digests(at=SEVEN) == 0

    def test_mail_is_in_the_language_of_its_reader(self, now):
        tell(daily(language="en"), at=now)
        send_digests(at=SEVEN)
        assert "/aviseringar/mejl/" in Mail.objects.get().body

    @pytest.mark.parametrize(
        ("at", "latest", "following"),
        [
            ("2022-06-01T04:59:59", "2022-05-31T05:00", "2022-06-01T05:00"),
            ("2022-06-01T05:00:00", "2022-06-01T05:00", "2022-06-02T05:00"),
            ("2022-03-26T12:00:00", "2022-03-26T06:00", "2022-03-27T05:00"),  # summer time begins in between
            ("2022-10-30T00:00:00", "2022-10-29T05:00", "2022-10-30T06:00"),  # and ends
        ],
    )
    def test_seven_is_seven_in_stockholm(self, at, latest, following):
        at, latest, following = (datetime.fromisoformat(value).replace(tzinfo=UTC) for value in (at, latest, following))

        assert digest.latest_moment(at) == latest
        assert digest.next_moment(at) == following


class TestPages:
    def test_start_page_shows_the_newest_five_and_says_that_there_is_more(self, client, now):
        from tests.factories.regions import member

        person = member("editor")
        for number in range(6):
            tell(person, at=now + timedelta(minutes=number), key=f"test{number}")
        client.force_login(person)

        answer = client.get("/")

        assert answer.text.count("Du arbetar inte längre för Region Dalarna") == 5
        assert "Det finns fler olästa" in answer.text

    def test_opening_marks_as_read_and_leads_there(self, client, now):
        person = UserFactory()
        tell(person, at=now)
        notice = Notice.objects.get()
        client.force_login(person)

        assert client.get(f"/aviseringar/{notice.pk}/").status_code == 405
        answer = client.post(f"/aviseringar/{notice.pk}/")

        assert (answer.status_code, answer["Location"]) == (302, "/ny/")
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_nobody_opens_or_marks_what_is_anothers(self, client, now):
        tell(UserFactory(), at=now)
        client.force_login(UserFactory())

        assert client.post(f"/aviseringar/{Notice.objects.get().pk}/").status_code == 404
        client.post("/aviseringar/lasta/")
        assert "Du har inga aviseringar" in client.get("/aviseringar/").text

        assert Notice.objects.unread().count() == 1

    def test_all_are_marked_as_read(self, client, now):
        person = UserFactory()
        tell(person, at=now)
        client.force_login(person)
        assert "Markera alla som lästa" in client.get("/aviseringar/").text

        client.post("/aviseringar/lasta/")

        assert not Notice.objects.unread().exists()
        assert "Markera alla som lästa" not in client.get("/aviseringar/").text

    @pytest.mark.parametrize("number", [1, 60])
    def test_page_of_all_asks_few_queries(self, client, now, number, django_assert_max_num_queries):
        person = UserFactory()
        for index in range(number):
            tell(person, at=now, key=f"test{index}")
        client.force_login(person)
        with django_assert_max_num_queries(8):
            assert client.get("/aviseringar/").status_code == 200


def test_what_was_read_more_than_a_year_ago_is_removed(now):
    person = UserFactory()
    for index in range(3):
        tell(person, at=now, key=f"test{index}")
    old, young, _unread = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=old.pk).update(read_at=now - timedelta(days=366))
    Notice.objects.filter(pk=young.pk).update(read_at=now - timedelta(days=364))

    assert forget_old(at=now) == 1
    assert not Notice.objects.filter(pk=old.pk).exists()

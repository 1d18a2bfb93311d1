"""A prepared query gives what the query itself gives, for whoever asks and whenever."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import StaffRole, User
from portal.notices.models import Notice
from portal.prepared import Prepared, among
from regions.models import Region
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


def told(person: User, at: datetime) -> Notice:
    return Notice.objects.create(key=f"{person.pk}-{at}", person=person, kind="x", subject="Nytt", created_at=at)


def test_each_who_asks_is_given_their_own_rows(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    built: list[int] = []

    @Prepared
    def since(person: User, moment: datetime) -> Any:
        built.append(person.pk)
        return Notice.objects.filter(person=person, created_at__gte=moment).select_related("person").order_by("pk")

    people = [staff("case_officer"), staff("case_officer")]
    notices = [told(person, now - timedelta(hours=hours)) for person in people for hours in (1, 2, 3)]
    for _again in range(2):
        for person in people:
            with django_assert_num_queries(1):
                found = since(person, now - timedelta(hours=2))
                assert found == [notice for notice in notices if notice.person == person][:2]
                assert {notice.person.name for notice in found} == {person.name}
    if connection.vendor == "postgresql":
        assert len([pk for pk in built if pk not in {person.pk for person in people}]) == 1


def test_those_who_are_not_alike_have_queries_of_their_own() -> None:
    @Prepared
    def all_or_oneself(person: User) -> Any:
        return User.objects.all() if "registrar" in person.roles else User.objects.filter(pk=person.pk)

    officer, other = staff("case_officer"), staff("case_officer")
    assert all_or_oneself(officer, alike=officer.roles) == [officer]
    assert all_or_oneself(other, alike=other.roles) == [other]


@pytest.mark.parametrize("odd", ["50 %s", "100 %", "%%", "it's \\ 'quoted'", "$1", "{person}"])
def test_what_is_the_same_each_time_is_written_as_it_stands(now: datetime, odd: str) -> None:
    @Prepared
    def with_subject(person: User) -> Any:
        return Notice.objects.filter(person=person, subject=odd)

    person = staff("case_officer")
    notice = told(person, now)
    assert with_subject(person) == []
    Notice.objects.update(subject=odd)
    assert with_subject(person) == [notice]


def test_rows_of_a_subquery_and_a_day_are_put_in(now: datetime) -> None:
    @Prepared
    def holders(person: User, day: date, number: int) -> Any:
        roles = StaffRole.objects.filter(person=OuterRef("pk"), person__pk=person.pk)
        found = User.objects.filter(Exists(roles), created_at__date__gte=day, pk__gte=number)
        return found.values_list("pk", "email")

    officer = staff("case_officer")
    day = officer.created_at.date()
    assert holders(officer, day, 0) == [(officer.pk, officer.email)]
    assert holders(officer, day + timedelta(days=2), 0) == []
    assert holders(officer, day, officer.pk + 1) == []


def test_row_with_a_word_for_a_key_is_put_in() -> None:
    query = Prepared(lambda region: Region.objects.filter(pk=region.pk))
    for region in Region.objects.filter(pk__in=["20", "12"]):
        assert query(region) == [region]


def test_number_that_no_row_can_have_gives_nothing() -> None:
    assert Prepared(lambda pk: User.objects.filter(pk=pk))(10**30) == []


def test_query_that_gives_nothing_gives_nothing() -> None:
    assert Prepared(lambda person: User.objects.none())(staff("registrar")) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="queries are prepared on PostgreSQL alone")
class TestWhatCannotBePrepared:
    def test_query_that_reckons_with_a_value_is_refused(self) -> None:
        query = Prepared(lambda moment: Notice.objects.filter(created_at__gte=moment - timedelta(days=1)))
        with pytest.raises(ValueError, match="as it is"):
            query(datetime(2026, 1, 1, tzinfo=UTC))

    def test_query_from_the_relations_of_a_row_is_refused(self) -> None:
        query = Prepared(lambda person: person.staff_roles.all())
        with pytest.raises(ValueError, match="relations"):
            query(staff("registrar"))

    def test_value_of_a_kind_that_is_not_known_is_refused(self) -> None:
        with pytest.raises(TypeError):
            Prepared(lambda name: User.objects.filter(name=name))("Eva")


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_their_own_connections() -> None:
    query = Prepared(lambda person: User.objects.filter(pk=person.pk))
    people = [staff("registrar") for _number in range(4)]
    found: dict[int, list[Any]] = {}

    def ask(person: User) -> None:
        for _again in range(20):
            found[person.pk] = query(person)
        connection.close()

    threads = [threading.Thread(target=ask, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {person.pk: [person] for person in people}


def test_list_of_keys_is_one_value_however_long(now: datetime) -> None:
    @Prepared
    def named(keys: list[int]) -> Any:
        return User.objects.filter(pk__in=among(keys)).order_by("pk")

    people = [staff("case_officer") for _number in range(3)]
    keys = [person.pk for person in people]
    for some in ([], keys[:1], keys, keys[1:]):
        assert [person.pk for person in named(some)] == some

"""The tests' own strictness is seen to bite."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.actions import record
from regions.models import Region
from tests.factories.accounts import UserFactory
from tests.strictness import GetNeverWrites, GetWrote, RaiseWhenUndefined, UndefinedVariable, refuse_writes


@pytest.mark.django_db
def test_get_that_writes_is_refused():
    middleware = GetNeverWrites(lambda request: UserFactory())

    with pytest.raises(GetWrote):
        middleware(RequestFactory().get("/"))


@pytest.mark.django_db
def test_get_that_locks_a_row_is_refused():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row locks")
    middleware = GetNeverWrites(lambda request: list(User.objects.select_for_update()))

    with pytest.raises(GetWrote):
        middleware(RequestFactory().get("/"))


@pytest.mark.django_db
def test_post_may_write():
    middleware = GetNeverWrites(lambda request: UserFactory())

    assert middleware(RequestFactory().post("/")).pk


@pytest.mark.django_db
def test_session_may_be_written_by_a_get():
    with connection.execute_wrapper(refuse_writes):
        Session.objects.create(session_key="x" * 32, session_data="", expire_date=timezone.now())


def test_undefined_variable_in_our_template_is_an_error():
    with pytest.raises(UndefinedVariable, match="nothing_by_this_name"):
        _template_of_ours("{{ nothing_by_this_name }}").render()


def test_undefined_attribute_in_our_template_is_an_error():
    with pytest.raises(UndefinedVariable, match=r"user\.nothing"):
        _template_of_ours("{{ user.nothing|default:'-' }}").render({"user": object()})


def test_undefined_variable_in_a_condition_is_allowed():
    assert _template_of_ours("{% if maybe %}yes{% else %}no{% endif %}").render() == "no"


def _template_of_ours(source):
    template = engines["django"].from_string(source)
    for node in template.template.nodelist:
        node.origin.name = str(RaiseWhenUndefined.ours / "made_up.html")
    return template


@pytest.mark.django_db(transaction=True)
def test_flush_gets_past_the_triggers_first():
    person = UserFactory()
    record(person, "tested", by=None, at=timezone.now(), why="so that there is an entry to flush")


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_the_regions_second():
    assert User.objects.count() == 0
    assert Region.objects.count() == 21

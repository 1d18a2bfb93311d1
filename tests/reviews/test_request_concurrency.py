"""Requests, refusals and notices at the same instant, with threads and real transactions."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

import applications.reviews.actions
from applications.cases.models import Document
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from portal.outbox.models import Mail
from tests.decisions.test_concurrency import at_once
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.clocks import EXPECTED, MUCH_LATER, WHY, decision_request, delay_notice, old_case, refusal
from tests.factories.regions import member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time"),
]


def test_two_colleagues_who_ask_at_the_same_instant_have_asked_once():
    case, colleague = old_case(), member("signatory")
    results = at_once(lambda: decision_request(case), lambda: decision_request(case, by=colleague))
    assert sum(isinstance(result, DecisionRequest) for result in results) == 1
    (lost,) = [result for result in results if isinstance(result, ValidationError)]
    assert "en gång" in lost.messages[0]
    assert DecisionRequest.objects.count() == Document.objects.count() == 1


def test_the_same_request_sent_twice_at_the_same_instant_is_one():
    case = old_case()
    first, second = at_once(lambda: decision_request(case), lambda: decision_request(case))
    assert first == second == DecisionRequest.objects.get()
    assert Mail.objects.filter(person=case.officer).count() == 1


def test_two_deciders_who_refuse_at_the_same_instant_refuse_once():
    case = old_case()
    decision_request(case)
    deciders = [staff("decision_maker"), staff("decision_maker")]
    no_conflict(case, *deciders)
    results = at_once(*[lambda by=by: refusal(case, by=by) for by in deciders])
    assert sum(isinstance(result, RequestRefusal) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert RequestRefusal.objects.count() == 1


def test_notices_to_overlapping_cases_at_the_same_instant_wait_for_one_another():
    officer, writer, shared = staff("case_officer"), member("editor"), call()
    cases = [old_case(officer=officer, by=writer, call=shared) for _number in range(4)]
    ids = [case.pk for case in cases]

    def tell(case_ids):
        values = {"reason": WHY, "expected_on": EXPECTED, "by": officer, "at": MUCH_LATER}
        return lambda: applications.reviews.actions.send_delay_notices(case_ids=case_ids, **values)

    results = at_once(tell(ids[:3]), tell(list(reversed(ids[1:]))), lambda: delay_notice(cases[1]))
    assert not [result for result in results if isinstance(result, Exception)]
    # The same words to the same region are one notice.
    assert DelayNotice.objects.count() == 4

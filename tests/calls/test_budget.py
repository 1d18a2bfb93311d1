"""A year's budget is never exceeded, whoever decides at the same instant."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from applications.calls import actions
from applications.calls.models import CallYear
from tests.factories.calls import call as make_call


def granted(call):
    return dict(call.years.values_list("year", "granted"))


@pytest.mark.django_db
def test_commit_budget_takes_from_each_year():
    call = make_call()
    actions.commit_budget(call_id=call.pk, amounts={2023: 5_000_000, 2022: 20_000_000})
    assert granted(call) == {2022: 20_000_000, 2023: 5_000_000, 2024: 0}


@pytest.mark.django_db
def test_commit_budget_names_the_years_that_are_exceeded_and_takes_nothing():
    call = make_call()
    actions.commit_budget(call_id=call.pk, amounts={2023: 19_000_000})
    with pytest.raises(ValidationError) as error:
        actions.commit_budget(call_id=call.pk, amounts={2022: 1, 2023: 2_000_000, 2025: 7})
    assert error.value.code == "budget_exceeded"
    message = error.value.messages[0].replace("\u00a0", " ")
    assert "2023: 1 000 000 kronor kvar, 2 000 000 kronor föreslagna." in message
    assert "2025: 0 kronor kvar, 7 kronor föreslagna." in message
    assert "2022" not in message
    assert granted(call) == {2022: 0, 2023: 19_000_000, 2024: 0}


@pytest.mark.django_db
def test_commit_budget_refuses_negative_amounts():
    call = make_call()
    with pytest.raises(ValidationError, match="mindre än noll"):
        actions.commit_budget(call_id=call.pk, amounts={2022: -1})


@pytest.mark.django_db
def test_the_database_itself_refuses_more_than_the_budget():
    call = make_call()
    with pytest.raises(IntegrityError, match="calls_call_year_granted_within_budget"), transaction.atomic():
        CallYear.objects.filter(call=call, year=2022).update(granted=20_000_001)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("orders", [({2022: 1, 2024: 1}, {2024: 1, 2022: 1}), ({2023: 1}, {2023: 1})])
def test_two_decisions_at_once_never_exceed_the_budget(orders):
    """Each asks for more than half of every year, in opposite orders: one passes, one is told, none is locked out."""
    call = make_call()
    start = threading.Barrier(2)
    outcomes = []

    def decide(years):
        try:
            start.wait()
            actions.commit_budget(call_id=call.pk, amounts=dict.fromkeys(years, 12_000_000))
            outcomes.append("passed")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(years,)) for years in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["budget_exceeded", "passed"]
    assert max(granted(call).values()) == 12_000_000


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_many_small_decisions_at_once_add_up_exactly():
    call = make_call(year_budget=7)
    start = threading.Barrier(10)
    passed = []

    def decide():
        start.wait()
        try:
            actions.commit_budget(call_id=call.pk, amounts={2022: 1})
            passed.append(1)
        except ValidationError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(passed) == 7
    assert granted(call)[2022] == 7

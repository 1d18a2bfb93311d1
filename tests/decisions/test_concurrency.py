"""Decisions at the same instant, with threads and real transactions."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

import applications.decisions.actions
from applications.calls.models import CallYear, Outcome
from applications.cases.states import Stage
from applications.decisions.models import Decision, Minutes
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import no_conflict
from tests.factories.decisions import assessed_case, decider, proposal
from tests.factories.meetings import meeting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time"),
]

actions = applications.decisions.actions


def at_once(*acts):
    """Run the acts in threads that start together. Returns what each gave, or the exception that it raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def decide(waiting, by, at):
    return lambda: applications.decisions.actions.decide(proposal_id=waiting.pk, by=by, at=at)


def test_two_decisions_on_the_last_money_at_the_same_instant_are_one(now):
    """Each alone fits in the year's budget; both together don't."""
    one_call = call(year_budget=1_000_000)
    waiting = []
    for code in ("20", "12", "14"):
        case = assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, amounts={2023: 600_000})
        waiting.append(proposal(case, outcome=Outcome.GRANT, amounts={2023: 600_000}))
    deciders = [decider(each.case) for each in waiting]

    results = at_once(*[decide(each, by, now) for each, by in zip(waiting, deciders, strict=True)])

    won = [result for result in results if isinstance(result, Decision)]
    lost = [result for result in results if isinstance(result, ValidationError)]
    assert (len(won), len(lost)) == (1, 2)
    assert all("ryms inte i utlysningens budget" in " ".join(refusal.messages) for refusal in lost)
    assert CallYear.objects.get(call=one_call, year=2023).granted == 600_000
    assert list(Decision.objects.all()) == won
    for each in waiting:
        each.case.refresh_from_db()
        assert each.case.stage == (Stage.DECIDED if each.case == won[0].case else Stage.PROPOSED)


def test_the_same_decide_sent_twice_at_the_same_instant_is_one_decision(now):
    waiting = proposal()
    eva = decider(waiting.case)

    first, second = at_once(decide(waiting, eva, now), decide(waiting, eva, now))

    assert first == second == Decision.objects.get()


def test_a_decision_and_a_sending_back_at_the_same_instant_are_one_of_them(now):
    waiting = proposal()
    eva, maj = decider(waiting.case), decider(waiting.case)

    def send_back():
        return applications.decisions.actions.send_back(proposal_id=waiting.pk, comment="Vänta.", by=maj, at=now)

    results = at_once(decide(waiting, eva, now), send_back)

    assert sum(isinstance(result, ValidationError) for result in results) == 1
    waiting.refresh_from_db()
    waiting.case.refresh_from_db()
    assert (waiting.state, waiting.case.stage) in {("decided", Stage.DECIDED), ("sent_back", Stage.ASSESSING)}
    assert Decision.objects.count() == (waiting.state == "decided")


def test_batches_with_the_same_cases_in_other_orders_at_the_same_instant_never_lock_each_other_out(now):
    """Two decision makers decide on overlapping sets, and a third on one of them: the money is taken once."""
    one_call = call(year_budget=1_200_000)
    waiting = [
        proposal(
            assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, amounts={year: 600_000}),
            outcome=Outcome.GRANT,
            amounts={year: 600_000},
        )
        for code, year in (("20", 2024), ("12", 2022), ("14", 2024), ("25", 2022))
    ]
    deciders = [decider(waiting[0].case) for _each in range(3)]
    for each in waiting[1:]:
        for person in deciders:
            no_conflict(each.case, person)

    def together(chosen, by):
        return lambda: applications.decisions.actions.decide_together(
            proposal_ids=[each.pk for each in chosen], by=by, at=now
        )

    results = at_once(
        together(waiting, deciders[0]),
        together(list(reversed(waiting)), deciders[1]),
        decide(waiting[2], deciders[2], now),
    )

    assert all(isinstance(result, list | Decision | ValidationError) for result in results), results
    made = Decision.objects.count()
    assert made in {1, 4}
    granted = sum(CallYear.objects.filter(call=one_call).values_list("granted", flat=True))
    assert granted == 600_000 * made


def test_batches_that_together_take_more_than_is_left_are_one_of_them(now):
    one_call = call(year_budget=1_200_000)
    waiting = [
        proposal(
            assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, amounts={2023: 600_000}),
            outcome=Outcome.GRANT,
            amounts={2023: 600_000},
        )
        for code in ("20", "12", "14", "25")
    ]
    eva, maj = decider(waiting[0].case), decider(waiting[2].case)
    no_conflict(waiting[1].case, eva)
    no_conflict(waiting[3].case, maj)

    results = at_once(
        *[
            lambda chosen=chosen, by=by: applications.decisions.actions.decide_together(
                proposal_ids=[each.pk for each in chosen], by=by, at=now
            )
            for chosen, by in ((waiting[:2], eva), (waiting[2:], maj))
        ]
    )

    assert sorted(type(result).__name__ for result in results) == ["ValidationError", "list"]
    assert CallYear.objects.get(call=one_call, year=2023).granted == 1_200_000
    assert Decision.objects.count() == 2


def test_a_meeting_and_one_who_decides_beside_it_make_one_decision_in_each_case(now):
    one_call = call()
    waiting = [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"))
        for code in ("20", "12", "14")
    ]
    eva, maj = staff("decision_maker", name="Eva Strand"), staff("decision_maker", name="Maj Holm")
    for each in waiting:
        no_conflict(each.case, eva, maj)
    one = meeting(waiting, eva)
    items = [item.pk for item in one.items.order_by("-position")]

    told = at_once(
        lambda: actions.decide_items(meeting_id=one.pk, item_ids=items, by=eva, at=now),
        lambda: actions.decide_together(proposal_ids=[each.pk for each in waiting], by=maj, at=now),
    )

    (refused,) = [each for each in told if isinstance(each, Exception)]
    assert isinstance(refused, ValidationError)
    assert "redan fattat" in " ".join(refused.messages)
    assert Decision.objects.count() == 3
    assert len(set(Decision.objects.values_list("decided_by", flat=True))) == 1


def test_a_meeting_closed_while_an_item_is_decided_has_it_whole_or_not_at_all(now):
    one_call = call()
    waiting = [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"))
        for code in ("20", "12")
    ]
    eva, adjuster = staff("decision_maker", name="Eva Strand"), staff("case_officer")
    for each in waiting:
        no_conflict(each.case, eva, adjuster)
    one = meeting(waiting, eva, people=[adjuster])
    first, second = one.items.order_by("position")
    actions.decide_items(meeting_id=one.pk, item_ids=[first.pk], by=eva, at=now)

    told = at_once(
        lambda: actions.decide_items(meeting_id=one.pk, item_ids=[second.pk], by=eva, at=now),
        lambda: actions.close_meeting(meeting_id=one.pk, adjuster_id=adjuster.pk, by=eva, at=now),
    )

    content = json.loads(Minutes.objects.get().content)
    was_decided = content["sections"][1]["is_decided"]
    assert was_decided == (not isinstance(told[0], Exception)) == Decision.objects.filter(case=waiting[1].case).exists()
    assert not isinstance(told[1], Exception)


def test_meetings_that_take_the_same_cases_never_lock_each_other_out_nor_overspend(now):
    one_call = call(year_budget=4_000_000)
    waiting = [
        proposal(assessed_case(stage=Stage.PROPOSED, call=one_call, code=code, title=f"Projekt {code}"))
        for code in ("20", "12", "14", "18")
    ]
    eva, maj = staff("decision_maker", name="Eva Strand"), staff("decision_maker", name="Maj Holm")
    for each in waiting:
        no_conflict(each.case, eva, maj)
    meetings = [(meeting(waiting[:2], eva), eva), (meeting(waiting[2:], maj), maj)]

    told = at_once(
        *(
            lambda one=one, chair=chair: actions.decide_items(
                meeting_id=one.pk, item_ids=[item.pk for item in one.items.all()], by=chair, at=now
            )
            for one, chair in meetings
        )
    )

    assert sum(isinstance(each, ValidationError) for each in told) == 1
    assert Decision.objects.count() == 2
    assert CallYear.objects.get(call=one_call, year=2023).granted <= 4_000_000

"""How a call stood when a decision was made, kept with the decision."""

import hashlib
import json

import pytest
from django.db import DatabaseError, transaction

from applications.calls.models import Outcome
from applications.decisions import actions
from applications.decisions.board import sha256_of_both, thaw
from applications.decisions.models import Board, DecisionBoard
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import no_conflict
from tests.factories.scenarios import scenario, scored_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(now):
    """Two decisions of one meeting, in a call with a chosen scenario."""
    call, officer, decider = make_call(), staff("case_officer"), staff("decision_maker")
    cases = [scored_case(call, points, {2023: 400_000}, officer, code=code) for points, code in ((5, "25"), (3, "12"))]
    scenario(call, {cases[0]: {2023: 400_000}}, chosen_at=now, chosen_by=officer)
    decisions = []
    for case in cases:
        no_conflict(case, decider)
        waiting = actions.propose_decision(
            case_id=case.pk, outcome=Outcome.GRANT, amounts={2023: 400_000}, reasons="Skäl.", by=officer, at=now
        )
        decisions.append(waiting)
    return [actions.decide(proposal_id=waiting.pk, by=decider, at=now) for waiting in decisions]


def test_decisions_of_one_meeting_rest_on_one_board(decided):
    assert Board.objects.count() == 1
    assert DecisionBoard.objects.count() == 2
    content = json.loads(Board.objects.get().content)
    assert [(row["place"], row["score"]) for row in content["ranking"]] == [(1, "5.0"), (2, "3.0")]
    assert content["scenario"]["amounts"] == {content["ranking"][0]["number"]: {"2023": 400_000}}


def test_each_keeps_what_others_had_committed_before_it(decided):
    committed = [json.loads(each.board.committed)["years"]["2023"] for each in decided]

    assert committed == [0, 400_000]


def test_the_hash_is_of_board_and_of_what_was_committed(decided):
    kept = decided[1].board

    assert kept.board.sha256 == hashlib.sha256(kept.board.content.encode()).hexdigest()
    assert kept.sha256 == sha256_of_both(kept.board.sha256, kept.committed)


@pytest.mark.parametrize("model", [Board, DecisionBoard])
def test_a_board_is_never_changed(model, decided):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(sha256="0" * 64)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)


def test_thaw_shows_only_the_cases_that_one_may_see(decided):
    kept, case = decided[0].board, decided[0].case

    shown = thaw(kept.board.content, kept.committed, number=case.registry_number, seen=[case.registry_number])

    assert [row.number for row in shown.rows] == [case.registry_number]
    assert (shown.hidden, shown.ranked, shown.this.place) == (1, 2, 1)

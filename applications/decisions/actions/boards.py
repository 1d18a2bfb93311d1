"""Keeping how a call stood when a decision was made."""

from applications.decisions import board
from applications.decisions.contenders import whole_standing
from applications.decisions.models import Board, Decision, DecisionBoard, Scenario
from applications.decisions.scenarios import plan_of


def keep_board(decision: Decision) -> DecisionBoard:
    """Keep the ranking, budgets and chosen scenario as they stand now with a decision that has just been written, in
    its transaction, and what other decisions had committed. The same content is one row for many decisions.
    """
    call = decision.case.call
    stands = whole_standing(call)
    scenario = Scenario.objects.filter(call=call, chosen_at__isnull=False).first()
    content = board.freeze(stands, scenario, plan_of(scenario) if scenario else {})
    sha256 = board.sha256_of(content)
    # Two decisions at the same instant may bring the same content.
    Board.objects.bulk_create([Board(call=call, sha256=sha256, content=content)], ignore_conflicts=True)
    committed = board.committed_beside(stands, decision.case_id)
    return DecisionBoard.objects.create(
        decision=decision,
        board=Board.objects.only("sha256").get(sha256=sha256),
        committed=committed,
        sha256=board.sha256_of_both(sha256, committed),
    )

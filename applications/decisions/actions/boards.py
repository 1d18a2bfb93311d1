"""Keeping how a call stood when a decision was made."""

from django.db.models import Sum

from applications.calls.models import Call
from applications.decisions import board
from applications.decisions.contenders import whole_standing
from applications.decisions.models import Board, Decision, DecisionBoard, GrantedAmount, Scenario
from applications.decisions.scenarios import plan_of


def freeze_board(call: Call) -> Board:
    """The ranking, budgets and chosen scenario of a call as they stand now. The same content is the same row.

    Of all that decisions change nothing is in it, so one is enough for all decisions of a transaction.
    """
    stands = whole_standing(call)
    scenario = Scenario.objects.filter(call=call, chosen_at__isnull=False).first()
    content = board.freeze(stands, scenario, plan_of(scenario) if scenario else {})
    sha256 = board.sha256_of(content)
    # Two decisions at the same instant may bring the same content.
    Board.objects.bulk_create([Board(call=call, sha256=sha256, content=content)], ignore_conflicts=True)
    return Board.objects.only("sha256", "call").get(sha256=sha256)


def keep_board(decision: Decision, kept: Board | None = None) -> DecisionBoard:
    """Keep with a decision that has just been written the board that it rests on, and what others had committed.

    In the decision's transaction. `kept` is what `freeze_board` gave for several decisions; else it is frozen here.
    """
    kept = kept or freeze_board(decision.case.call)
    beside = GrantedAmount.objects.filter(decision__case__call=kept.call_id, decision__is_in_force=True)
    rows = beside.exclude(decision__case=decision.case_id).order_by().values_list("decision__case__region", "year")
    committed = board.committed_beside(
        rows.annotate(Sum("amount")), decision.case.call.years.values_list("year", flat=True)
    )
    return DecisionBoard.objects.create(
        decision=decision, board=kept, committed=committed, sha256=board.sha256_of_both(kept.sha256, committed)
    )

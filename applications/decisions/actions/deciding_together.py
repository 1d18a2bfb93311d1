"""Deciding as proposed in several cases at once: all of them, or none."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import applications.calls.actions
from applications.cases.models import Case
from applications.decisions.actions.boards import freeze_board
from applications.decisions.actions.deciding import decide
from applications.decisions.models import Decision, Proposal


@transaction.atomic
def decide_together(*, proposal_ids: Collection[int], is_held: bool = False, by: Any, at: datetime) -> list[Decision]:
    """Decide on several proposals under the rules of `decide`: all of them, or none.

    Cases are locked in the order of their keys and then the years of their calls, all before the first decision, so
    that two who decide together at the same instant wait for one another and never lock each other out.
    Raises Proposal.DoesNotExist for one that `by` does not see, and ValidationError that names each case that can't be
    decided on, and why.
    """
    lock_cases_and_budgets(proposal_ids)
    seen = Proposal.objects.named_to(by).filter(pk__in=proposal_ids)
    proposals = list(seen.select_related("case__region", "case__call").order_by("case_id"))
    if len(proposals) != len(set(proposal_ids)):
        raise Proposal.DoesNotExist
    # How each call stood is one for all of them.
    boards = {call.pk: freeze_board(call) for call in {proposal.case.call for proposal in proposals}}
    decisions, faults = [], []
    for proposal in proposals:
        try:
            with transaction.atomic():
                decisions.append(
                    decide(proposal_id=proposal.pk, is_held=is_held, board=boards[proposal.case.call_id], by=by, at=at)
                )
        except (ValidationError, PermissionDenied) as error:
            faults.append(fault_in(proposal, error))
    if faults:
        raise ValidationError([ValidationError(text, code="case") for text in faults])
    return decisions


def lock_cases_and_budgets(proposal_ids: Collection[int]) -> None:
    """Lock the cases of the proposals, then the budgets of their calls, in the order that everybody does."""
    cases = list(Case.objects.filter(proposals__in=proposal_ids).order_by("pk").locked())
    applications.calls.actions.lock_budgets(call_ids={case.call_id for case in cases})


def fault_in(proposal: Proposal, error: ValidationError | PermissionDenied) -> str:
    """Why a case can't be decided on, after its number and region."""
    texts = error.messages if isinstance(error, ValidationError) else [str(error)]
    return f"{proposal.case.registry_number} {proposal.case.region.name}: {' '.join(texts)}"

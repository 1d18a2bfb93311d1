"""Keeping the reasons of a proposal, with the scores that they rest on."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.calls.models import Call
from applications.decisions.models import Proposal, ProposalReason
from applications.decisions.reasons import Reason, left_to_fill_in, say_to_fill_in
from applications.reviews.standing import standing_scores


def faults_in_reasons(call: Call, reasons: Sequence[Reason]) -> list[ValidationError]:
    """What is wrong with reasons that are there: something to fill in, or what is no part of the call."""
    faults = [ValidationError(say_to_fill_in(text), code="to_fill_in") for text in left_to_fill_in(reasons)]
    criteria = {reason.criterion_id for reason in reasons if reason.criterion_id is not None}
    phrases = {reason.phrase_id for reason in reasons if reason.phrase_id is not None}
    if (criteria and call.criteria.filter(pk__in=criteria).count() != len(criteria)) or (
        phrases and call.phrases.filter(pk__in=phrases).count() != len(phrases)
    ):
        faults.append(ValidationError(_("Ett av skälen hör inte till utlysningen. Ladda om sidan."), code="not_here"))
    return faults


def keep_reasons(proposal: Proposal, reasons: Sequence[Reason]) -> None:
    """Keep each reason of a proposal that has just been written, with the score that its criterion has now."""
    rests = any(reason.criterion_id is not None for reason in reasons)
    scores = {score.criterion.pk: score for score in standing_scores(proposal.case)} if rests else {}
    rows = []
    for position, reason in enumerate(reasons, start=1):
        score = scores.get(reason.criterion_id) if reason.criterion_id is not None else None
        rows.append(
            ProposalReason(
                proposal=proposal,
                position=position,
                text=reason.text,
                phrase_id=reason.phrase_id,
                criterion_id=reason.criterion_id,
                points=score.points if score else None,
                highest=score.criterion.max_score if score else None,
                is_agreed=score.is_agreed if score else False,
            )
        )
    ProposalReason.objects.bulk_create(rows)

"""What pages of lower rooms show of this one: whether a draft is marked as ready, and what counts while it is open."""

from typing import Any

from django import template

from applications.cases.models import Case
from applications.submissions import queries, rules
from applications.submissions.models import SignOff

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_standing(context: template.Context, case: Case, now: Any) -> dict[str, Any]:
    """{% draft_standing case page.now as at_hand %}: one query for a draft, two at most for what was handed in."""
    sign_off = queries.sign_off_of(case)
    return {
        "standing": queries.standing_of(case, now),
        "sign_off": sign_off,
        "is_marked_ready": sign_off is not None and sign_off.state == SignOff.State.WAITING,
        "may_end": rules.may_reopen(context["request"].user, case),
    }

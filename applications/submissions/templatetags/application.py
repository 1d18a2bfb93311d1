"""What pages of lower rooms show of this one: whether a draft is marked as ready, and what counts while it is open."""

from typing import Any

from django import template

from applications.cases.models import Case
from applications.submissions import queries, rules

register = template.Library()


@register.inclusion_tag("submissions/_draft_notices.html", takes_context=True)
def draft_notices(context: template.Context, case: Case, now: Any) -> dict[str, Any]:
    """{% draft_notices case page.now %}: one query for a draft, two at most for what was handed in."""
    return {
        "case": case,
        "standing": queries.standing_of(case, now),
        "sign_off": queries.sign_off_of(case),
        "may_end": rules.may_reopen(context["request"].user, case),
        "csrf_token": context.get("csrf_token"),
        "as_staff": False,
        "on_draft": True,
        "on_check": False,
    }

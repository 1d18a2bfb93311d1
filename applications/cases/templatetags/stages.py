"""A case's stage as staff see it: a word, a sign and a colour."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from applications.cases.states import Stage
from portal.ui.templatetags.ui import icon_symbols, status, status_by_symbol

register = template.Library()
# Tone and sign.
SIGNS: dict[str, tuple[str, str]] = {
    Stage.DRAFT: ("none", "pencil"),
    Stage.SUBMITTED: ("none", "inbox"),
    Stage.CHECKING: ("info", "list-check"),
    Stage.ASSESSING: ("info", "search"),
    Stage.PROPOSED: ("info", "hourglass-split"),
    Stage.DECIDED: ("warn", "envelope-paper"),
    Stage.NOTIFIED: ("ok", "check-lg"),
}


@register.simple_tag
def stage_status(stage: str, label: Any) -> SafeString:
    return status(label, *SIGNS[stage])


@register.simple_tag
def stage_symbols() -> SafeString:
    """Once on a page whose list shows stages by `stage_by_symbol`."""
    return icon_symbols(*(sign for _tone, sign in SIGNS.values()))


def stage_by_symbol(stage: str) -> SafeString:
    return status_by_symbol(Stage(stage).label, *SIGNS[stage])

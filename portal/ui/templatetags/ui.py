"""Tags and filters that every template has without loading them."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portal.ui import numbers

register = template.Library()
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def kronor(amount: int | None) -> str:
    """{{ case.amount_applied|kronor }} → 2 857 000 kr"""
    return numbers.kronor(amount)


@register.filter
def grouped(number: int | None) -> str:
    """{{ amount|grouped }} → 2 857 000"""
    return "–" if number is None else numbers.grouped(number)


@register.filter
def file_size(size: int) -> str:
    return numbers.file_size(size)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as HTML. HTML in the text is shown as text, and links lead only to safe addresses."""
    return mark_safe(_markdown.render(text or ""))  # noqa: S308 - the renderer escapes all HTML


@register.filter
def get_item(mapping: Any, key: Any) -> Any:
    """{{ errors|get_item:question.key }}: what the mapping holds under a key that the template knows as a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@cache
def _svg(name: str) -> str:
    path = settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
    svg = path.read_text(encoding="utf-8").replace("\n", "")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "check-circle-fill" %}: a Bootstrap icon, hidden from screen readers: it always stands beside words."""
    return mark_safe(_svg(name))  # noqa: S308 - a file of the icon package


@register.simple_tag
def status(word: Any, tone: str, sign: str = "") -> SafeString:
    """{% status "Beviljad" "ok" "check-lg" %}: a state as a word with a sign and a colour.

    `tone` is ok, warn, bad, info or none.
    """
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon(sign) if sign else "", word)

"""Tags and filters that every template has without loading them."""

import re
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portal.ui import numbers

register = template.Library()
_SAYS_NO_FIELD = {"required", "invalid", "invalid_choice", "max_length", "min_length", "max_value", "min_value"}
_LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
# mdurl fills its tables at the first link, in place: a second thread would read them half done. Modules are
# imported by one thread alone.
_markdown.render("<https://example.test/>")


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
def markdown(text: object) -> SafeString:
    """Markdown, in one language or two, as HTML. HTML in it is shown as text, and links lead only to safe addresses."""
    return _rendered(str(text or ""))


# A call's texts are read far oftener than they are written.
@lru_cache(maxsize=500)
def _rendered(text: str) -> SafeString:
    return mark_safe(_markdown.render(text))  # noqa: S308 - the renderer escapes all HTML


@register.filter
def markdown_as_text(text: object) -> str:
    """Markdown for a mail that is only text: links are written out, and bold is not marked."""
    return _LINK.sub(_written_out, str(text or "")).replace("**", "")


def _written_out(link: re.Match[str]) -> str:
    words, address = link["words"], link["address"].removeprefix("mailto:")
    return words if words == address else f"{words} ({address})"


@register.filter
def get_item(mapping: Any, key: Any) -> Any:
    """{{ errors|get_item:question.key }}: what the mapping holds under a key that the template knows as a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@cache
def _svg(name: str) -> str:
    path = settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
    svg = " ".join(path.read_text(encoding="utf-8").split()).replace("> <", "><")
    # HTML needs no namespace and no style the name, and a page holds many icons.
    svg = svg.replace('<svg xmlns="http://www.w3.org/2000/svg"', '<svg aria-hidden="true"', 1)
    return svg.replace(f' class="bi bi-{name}"', "", 1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "check-circle-fill" %}: a Bootstrap icon, hidden from screen readers: it always stands beside words."""
    return mark_safe(_svg(name))  # noqa: S308 - a file of the icon package


@register.simple_tag
def icon_symbols(*names: str) -> SafeString:
    """{% icon_symbols "inbox" "search" %}: icons for a long list to point at with `icon_by_symbol`.

    Fifty rows with an icon of their own each would be half of a page's bytes.
    """
    symbols = (f'<symbol id="i-{name}" viewBox="0 0 16 16">{_drawing(name)}</symbol>' for name in dict.fromkeys(names))
    return mark_safe(f'<svg class="d-none" aria-hidden="true">{"".join(symbols)}</svg>')  # noqa: S308 - icon files


@cache
def _drawing(name: str) -> str:
    """What is within an icon's svg element."""
    svg = _svg(name)
    return svg[svg.index(">") + 1 : svg.rindex("<")]


@register.simple_tag
def icon_by_symbol(name: str) -> SafeString:
    """{% icon_by_symbol "inbox" %}: as `icon`, on a page that has it among its `icon_symbols`."""
    return format_html('<svg class="by-symbol" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def status_by_symbol(word: Any, tone: str, sign: str) -> SafeString:
    """As `status`, on a page that has the sign among its `icon_symbols`."""
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon_by_symbol(sign), word)


@register.simple_tag
def status(word: Any, tone: str, sign: str = "") -> SafeString:
    """{% status "Beviljad" "ok" "check-lg" %}: a state as a word with a sign and a colour.

    `tone` is ok, warn, bad, info or none.
    """
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon(sign) if sign else "", word)


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: Any, also: str = "", *args: Any) -> SafeString:
    """{% nav_link "desk:work_list" _("Arbetslista") "/arenden/" %}: an item of a menu, marked when the reader is there.

    Pages below the item's own address, or below `also`, count as there too. An address that this installation
    does not have gives no item.
    """
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return SafeString("")
    path = getattr(context.get("request"), "path", "")
    within = (url != "/" and path.startswith(url)) or (also and path.startswith(also))
    # Written here and not in a template: every page has a dozen of them.
    if path == url or within:
        return format_html(
            '<li><a href="{}" aria-current="{}">{}</a></li>', url, "page" if path == url else "true", label
        )
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.inclusion_tag("ui/_breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """{% breadcrumbs "desk:region_cases" _("Ansökningar") case.title %}: pairs of address and words, then this page.

    An address is a URL name without arguments, or a path that begins with a slash.
    """
    pairs = zip(parts[:-1:2], parts[1::2], strict=True)
    crumbs = [{"url": where if where.startswith("/") else reverse(where), "label": words} for where, words in pairs]
    return {"crumbs": crumbs, "here": parts[-1]}


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """{% error_summary form %}: everything that must be changed in the forms, each with a link to its field."""
    errors = []
    for form in forms:
        if form is not None and form.is_bound:
            for name, found in form.errors.as_data().items():
                field = form[name] if name in form.fields else None
                field_id = _first_control(field) if field else ""
                errors += [{"field_id": field_id, "message": _in_summary(error, field)} for error in found]
    return {"errors": errors}


def _in_summary(error: ValidationError, field: BoundField | None) -> str:
    """An error's text as it reads far from its field. Django's own texts say nothing of which field they mean."""
    text = " ".join(error.messages)
    return f"{field.label}: {text}" if field and error.code in _SAYS_NO_FIELD and not _is_own(error, field) else text


def _is_own(error: ValidationError, field: BoundField) -> bool:
    """Whether the form gave this field a text of its own for the error, which then says what it is about."""
    classes = type(field.field).__mro__
    code = error.code or ""
    defaults = [getattr(each, "default_error_messages", {}).get(code) for each in classes]
    return field.field.error_messages.get(code) not in [None, *defaults]


def _first_control(field: BoundField) -> str:
    """The id of what takes the focus: the field, or the first of its radio buttons or check boxes."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """{% pagination page %}: "1–25 av 34" and links to the other pages, which keep the rest of the query string."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    rest = query.urlencode()
    return {
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "gap": page.paginator.ELLIPSIS,
        "query": f"?{rest}&{parameter}=" if rest else f"?{parameter}=",
    }

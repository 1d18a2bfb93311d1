"""The rows of the work list and the options of its filters.

Written here and not in a template: fifty rows and as many options are most of the page, and format_html writes them in
a tenth of the time.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.cases.models import Case, Side
from applications.cases.templatetags.stages import stage_by_symbol
from applications.desk.ages import Age
from applications.desk.filters import FLAGS, Picker
from applications.desk.waiting import Task
from applications.desk.work_list import WorkList
from portal.ui.numbers import kronor
from portal.ui.templatetags.ui import icon_symbols

register = template.Library()
_NOTHING = mark_safe("")

# On a phone a row is a list of label and value; what says itself what it is has no label.
_ROW = """<tr>{choose}
<th scope="row"><a href="{url}">{number}</a></th>
<td>{region}<div class="hint">{title}</div></td>
<td>{stage}{hints}</td>
<td data-label="{officer_label}">{officer}</td>
<td data-label="{age_label}">{age}</td>
<td data-label="{amount_label}" class="amount">{amount}</td></tr>
"""


@register.simple_tag
def work_list_rows(found: WorkList, may_assign: bool) -> SafeString:
    """The body of the table: a row for each case on the page."""
    labels = {f"{key}_label": found.columns[key].label for key in ("officer", "amount")} | {"age_label": _("Inkommen")}
    # What is the same in every row is made once.
    labels = {name: conditional_escape(label) for name, label in labels.items()}
    choose_label = _("Välj %(number)s") if may_assign else ""
    before, after = reverse("desk:case", args=[0]).split("0")
    language = get_language()
    rows = (
        format_html(
            _ROW,
            choose=_choose(case, choose_label) if may_assign else _NOTHING,
            url=f"{before}{case.pk}{after}",
            number=case.registry_number,
            region=found.regions[case.region_id],
            title=case.title,
            stage=_stage(case.stage, language),
            hints=_in_small(*_hints(case, found)),
            officer=case.officer or "–",
            age=_age(found.ages[case.pk], language) if case.pk in found.ages else _day(case.arrived_at),
            amount=kronor(case.amount_applied),
            **labels,
        )
        for case in found.page
    )
    return mark_safe("".join(rows))  # noqa: S308 - made by format_html


@cache
def _stage(stage: str, language: str | None) -> SafeString:
    return stage_by_symbol(stage)


@lru_cache(maxsize=500)
def _in_small(*hints: str) -> SafeString:
    return format_html_join("", '<div class="hint">{}</div>', ((hint,) for hint in hints))


def _choose(case: Case, label: str) -> SafeString:
    return format_html(
        '<td><input class="form-check-input" type="checkbox" name="case" value="{}" aria-label="{}"></td>',
        case.pk,
        label % {"number": case.registry_number},
    )


def _hints(case: Any, found: WorkList) -> list[str]:
    """What else is to be known of the case, in words."""
    hints = [str(FLAGS["withdrawn"])] if case.withdrawn_at else []
    if case.came_by:
        registered, late = _("Registrerad, %(how)s"), _("Registrerad, %(how)s efter sista dag")
        hints.append((late if case.came_late else registered) % {"how": case.came_in_words})
    if case.answer_awaited_from == Side.AUTHORITY:
        hints.append(str(FLAGS["message"]))
    if due_on := case.supplement_due_on:
        late, waits = _("Komplettering försenad sedan %(day)s"), _("Väntar på komplettering till %(day)s")
        hints.append((late if due_on < found.today else waits) % {"day": date_format(due_on, "SHORT_DATE_FORMAT")})
    return hints


def _day(moment: datetime | None) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else ""


@lru_cache(maxsize=1000)
def _age(age: Age, language: str | None) -> SafeString:
    """Days since an undecided case came in, as a bar against the law's six months."""
    days = ngettext("%(days)d dag", "%(days)d dagar", age.days) % {"days": age.days}
    warned = age.is_over or age.is_near
    warning = _("Över sex månader") if age.is_over else _("Snart sex månader")
    return format_html(
        '{}{}<progress class="meter{}" max="{}" value="{}" aria-hidden="true"></progress>',
        days,
        format_html('<div class="hint">{}</div>', warning) if warned else "",
        " meter-bad" if warned else "",
        age.allowed,
        age.days,
    )


@register.simple_tag
def picker_options(picker: Picker) -> SafeString:
    """The options of a filter, each with a box to tick."""
    return format_html_join(
        "",
        '<li><label><input type="checkbox" name="{}" value="{}"{}> {}</label></li>',
        (
            (picker.name, value, mark_safe(" checked") if is_chosen else _NOTHING, words)
            for value, words, is_chosen in picker.options
        ),
    )


@register.simple_tag
def task_symbols(*lists: Iterable[Task]) -> SafeString:
    """The icons of the tasks that a page shows, each once."""
    return icon_symbols(*sorted({task.icon for tasks in lists for task in tasks}))

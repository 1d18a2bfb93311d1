"""The rows of the table of all assessments.

Written here and not in a template: a hundred rows are most of the page, and format_html writes them in a fraction of
the time.
"""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from applications.reviews.table import AssessmentTable, TableRow

register = template.Library()
_NOTHING = "–"

# On a phone a row is a list of label and value; what says itself what it is has no label.
_ROW = """<tr>
<th scope="row"><a href="{url}">{title}</a><small>{region} · {number}</small></th>
<td data-label="{each_label}">{given}{waits}</td>
<td data-label="{difference_label}" class="amount">{spread}</td>
<td data-label="{mean_label}" class="amount">{mean}</td>
<td data-label="{agreed_label}" class="amount">{agreed}</td></tr>
"""


@register.simple_tag
def assessment_rows(table: AssessmentTable) -> SafeString:
    """The body of the table: a row for each case on the page."""
    labels = {
        "each_label": _("Var och en"),
        "difference_label": _("Skillnad"),
        "mean_label": _("Medeltal"),
        "agreed_label": _("Gemensamt"),
    }
    waits_for = _("Väntar på")
    rows = (
        format_html(
            _ROW,
            url=reverse("reviews:assess", args=[row.case.pk]),
            title=row.case.title,
            region=row.case.region.name,
            number=row.case.registry_number,
            given=_given(row),
            waits=format_html("<small>{} {}</small>", waits_for, ", ".join(row.still_to_come))
            if row.still_to_come
            else "",
            spread=_number(row.spread),
            mean=_number(row.mean),
            agreed=_NOTHING if row.agreed is None else format_html("<strong>{}</strong>", _number(row.agreed)),
            **labels,
        )
        for row in table.rows
    )
    return mark_safe("".join(rows))  # noqa: S308 - made by format_html


def _given(row: TableRow) -> str:
    """What each assessor gave; a dash where nobody has, nor is to."""
    # No comma between them, which the numbers have within; and no line ends between a name and its number.
    given = " · ".join(f"{one.name}\u00a0{_number(one.total)}" for one in row.given)
    return given or ("" if row.still_to_come else _NOTHING)


def _number(value: Decimal | None) -> str:
    return _NOTHING if value is None else str(localize(value))

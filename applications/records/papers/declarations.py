"""Who has declared a conflict of interest or none (förvaltningslagen 16–18 §§), as the log tells it.

What somebody wrote of their conflict is for whoever settles it: it stands in no log, and not here either.
"""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case, ConflictDeclaration
from applications.records.papers.paper import Paper, Part, Row, Table, Text


def papers_of(case: Case) -> Iterator[Paper]:
    declared = ConflictDeclaration.objects.filter(case=case).select_related("person", "ruled_by")
    declarations = list(declared.order_by("declared_at", "pk"))
    if not declarations:
        return
    heads = (_("När"), _("Vem"), _("Svar"), _("Myndighetens prövning"))
    yield Paper(
        key="declarations",
        kind=_("Jäv"),
        title=_("Jävsdeklarationer"),
        at=declarations[-1].declared_at,
        parts=(Part(table=Table(heads, tuple(_row(heads, each) for each in declarations))),),
        is_working_paper=True,
    )


def _row(heads: tuple[str, ...], declaration: ConflictDeclaration) -> Row:
    key = f"declarations:{declaration.pk}"
    words = (
        date_format(localtime(declaration.declared_at), "SHORT_DATETIME_FORMAT"),
        str(declaration.person),
        _("Har jäv") if declaration.has_conflict or declaration.ruling else _("Inte jäv"),
        _ruling(declaration),
    )
    cells = (Text(f"{key}:{n}", head, word) for n, (head, word) in enumerate(zip(heads, words, strict=True)))
    return Row(key, tuple(cells))


def _ruling(declaration: ConflictDeclaration) -> str:
    if declaration.ruled_at is None:
        return _("Väntar på prövning") if declaration.has_conflict else ""
    return _("%(ruling)s. Skäl: %(reason)s Prövat av %(by)s %(when)s.") % {
        "ruling": declaration.get_ruling_display(),
        "reason": declaration.ruling_reason,
        "by": declaration.ruled_by,
        "when": date_format(localtime(declaration.ruled_at), "SHORT_DATETIME_FORMAT"),
    }

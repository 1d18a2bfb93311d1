"""The completeness check."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, Text, facts
from applications.reviews.models import CompletenessCheck


def papers_of(case: Case) -> Iterator[Paper]:
    checks = CompletenessCheck.objects.filter(case=case).select_related("done_by", "submission").order_by("number")
    for check in checks:
        key = f"check:{check.pk}"
        points = tuple(
            Text(f"{key}:point:{n}", item["text"], f"{words}. {item['note']}" if item["note"] else words)
            for n, (item, words) in enumerate(check.shown_items)
        )
        result = _("Ansökan är komplett") if check.is_complete else _("Ansökan är inte komplett")
        told = [(_("Resultat"), result), (_("Kommentar"), check.comment), (_("Gjord av"), str(check.done_by))]
        yield Paper(
            key=key,
            kind=_("Granskning"),
            title=_("Formell granskning %(number)s") % {"number": check.number}
            if check.number > 1
            else _("Formell granskning"),
            at=check.done_at,
            parts=(Part(texts=facts(key, told)), Part(_("Punkter"), points)),
            is_working_paper=True,
        )

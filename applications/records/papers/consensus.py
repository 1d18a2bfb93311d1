"""The scores that those who assessed the case agreed on. The newest counts; earlier ones show how it was changed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, Row, Table, Text, facts
from applications.reviews.models import Consensus


def papers_of(case: Case) -> Iterator[Paper]:
    heads = (_("Kriterium"), _("Poäng"), _("Skäl"))
    agreed = Consensus.objects.filter(case=case).select_related("agreed_by").prefetch_related("scores__criterion")
    for consensus in agreed.order_by("number"):
        key = f"consensus:{consensus.pk}"
        told = [
            (_("Skriven av"), str(consensus.agreed_by)),
            (_("Samlad bedömning"), consensus.summary),
            (_("Varför inte alla har väntats in"), consensus.not_waited_for),
        ]
        rows = []
        for score in consensus.scores.all():
            row = f"{key}:score:{score.pk}"
            words = (str(score.criterion.title), str(score.points), score.comment)
            cells = (Text(f"{row}:{n}", head, word) for n, (head, word) in enumerate(zip(heads, words, strict=True)))
            rows.append(Row(row, tuple(cells)))
        yield Paper(
            key=key,
            kind=_("Bedömning"),
            title=_("Gemensam bedömning %(number)s") % {"number": consensus.number},
            at=consensus.agreed_at,
            parts=(Part(texts=facts(key, told)), Part(_("Poäng"), table=Table(heads, tuple(rows)))),
            is_working_paper=True,
        )

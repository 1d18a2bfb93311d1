"""The assessments that count: handed in, by people without a conflict of interest."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, Row, Table, Text, facts
from applications.reviews.models import Assessment


def papers_of(case: Case) -> Iterator[Paper]:
    heads = (_("Kriterium"), _("Poäng"), _("Kommentar"))
    for assessment in Assessment.objects.filter(case=case).counted().with_scores().order_by("handed_in_at", "pk"):
        key = f"assessment:{assessment.pk}"
        told = [
            (_("Bedömare"), str(assessment.assessor)),
            (_("Vägd poäng"), str(assessment.total) if assessment.total is not None else ""),
            (_("Samlad bedömning"), assessment.summary),
        ]
        rows = tuple(
            Row(
                f"{key}:score:{score.pk}",
                (
                    Text(f"{key}:score:{score.pk}:0", heads[0], str(score.criterion.title)),
                    Text(f"{key}:score:{score.pk}:1", heads[1], "" if score.points is None else str(score.points)),
                    Text(f"{key}:score:{score.pk}:2", heads[2], score.comment),
                ),
            )
            for score in assessment.scores.all()
        )
        yield Paper(
            key=key,
            kind=_("Bedömning"),
            title=_("Bedömning av %(name)s") % {"name": assessment.assessor},
            at=assessment.handed_in_at,
            parts=(Part(texts=facts(key, told)), Part(_("Poäng"), table=Table(heads, rows))),
            is_working_paper=True,
        )

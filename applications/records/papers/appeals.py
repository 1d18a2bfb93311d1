"""Appeals of the case's decisions, and what was decided about them."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.models import Appeal, AppealStep
from applications.records.papers.paper import Paper, PaperFile, Part, facts


def papers_of(case: Case) -> Iterator[Paper]:
    appeals = (
        Appeal.objects.filter(case=case).select_related("file").prefetch_related("steps__case_file", "steps__decision")
    )
    for appeal in appeals.order_by("pk"):
        key = f"appeal:{appeal.pk}"
        told = [(_("Överklagas av"), appeal.appellant_name), (_("Vad som begärs"), appeal.text)]
        steps = [
            Part(str(step.get_kind_display()), facts(f"{key}:step:{step.pk}", _step(step)))
            for step in appeal.steps.all()
        ]
        yield Paper(
            key=key,
            kind=_("Överklagande"),
            title=_("Överklagande"),
            at=appeal.arrived_at,
            parts=(Part(texts=facts(key, told)), *steps),
            files=(PaperFile(str(appeal.file.uuid), appeal.file.name, appeal.file),) if appeal.file else (),
        )


def _step(step: AppealStep) -> list[tuple[str, str]]:
    return [
        (_("När"), date_format(localtime(step.taken_at), "DATETIME_FORMAT")),
        (_("Av"), step.taken_by_name),
        (_("Fick del av beslutet"), date_format(step.received_on, "DATE_FORMAT") if step.received_on else ""),
        (_("Sista dag att överklaga"), date_format(step.last_day, "DATE_FORMAT") if step.last_day else ""),
        (_("Skäl"), step.text),
        (_("Domstol"), step.court),
        (_("Nytt beslut"), _new(step)),
    ]


def _new(step: AppealStep) -> str:
    if step.decision is None:
        return ""
    return f"{step.decision.get_outcome_display()}, {date_format(localtime(step.decision.decided_at), 'DATE_FORMAT')}"

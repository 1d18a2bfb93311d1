"""What the region was asked to complete, and what was said about more time. The answers are versions."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, facts
from applications.submissions.models import MoreTime, SupplementRequest


def papers_of(case: Case) -> Iterator[Paper]:
    requests = SupplementRequest.objects.filter(case=case).select_related("asked_by", "submission")
    for request in requests.prefetch_related("more_time").order_by("pk"):
        key = f"supplement:{request.pk}"
        told = [
            (_("Begärd av"), str(request.asked_by)),
            (_("Vad som behövs"), request.text),
            (_("Senast"), date_format(request.due_on, "DATE_FORMAT")),
            (_("Svar"), _answer(request)),
        ]
        more = [Part(_("Begäran om mer tid"), facts(f"{key}:more:{m.pk}", _more(m))) for m in request.more_time.all()]
        yield Paper(
            key=key,
            kind=_("Komplettering"),
            title=_("Begäran om komplettering"),
            at=request.asked_at,
            parts=(Part(texts=facts(key, told)), *more),
        )


def _answer(request: SupplementRequest) -> str:
    if request.submission:
        return _("Version %(number)s av ansökan") % {"number": request.submission.number}
    return _("Avslutad utan svar") if request.closed_at else _("Inget svar än")


def _more(more: MoreTime) -> list[tuple[str, str]]:
    return [
        (_("Till och med"), date_format(more.wanted_on, "DATE_FORMAT")),
        (_("Skäl"), more.reason),
        (_("Ny sista dag"), date_format(more.given_on, "DATE_FORMAT") if more.given_on else ""),
        (_("Svar"), more.answer),
    ]

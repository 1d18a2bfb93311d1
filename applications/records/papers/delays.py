"""What was said of the case's time: notices of delay, the region's request for a decision, and its refusal."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Original, Paper, Part, facts
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from applications.reviews.refusal_letter import file_name


def papers_of(case: Case) -> Iterator[Paper]:
    for notice in DelayNotice.objects.filter(case=case).order_by("pk"):
        yield _of_notice(notice)
    for asked in DecisionRequest.objects.filter(case=case).select_related("refusal__file"):
        yield _of_request(asked)
        if refusal := asked.refused_as:
            yield _of_refusal(case, refusal)


def _of_notice(notice: DelayNotice) -> Paper:
    key = f"delay:{notice.pk}"
    told = [
        (_("Skickad av"), notice.sent_by_name),
        (_("Skäl"), notice.reason),
        (_("Beslut väntas senast"), date_format(notice.expected_on, "DATE_FORMAT")),
    ]
    title = _("Underrättelse om försening")
    return Paper(key=key, kind=title, title=title, at=notice.sent_at, parts=(Part(texts=facts(key, told)),))


def _of_request(asked: DecisionRequest) -> Paper:
    key = f"decision_request:{asked.pk}"
    told = [
        (_("Begärd av"), asked.asked_by_name),
        (_("Vad regionen skriver"), asked.text),
        (_("Besvaras senast"), date_format(asked.answer_by, "DATE_FORMAT")),
    ]
    title = _("Begäran om att ärendet avgörs")
    return Paper(key=key, kind=title, title=title, at=asked.arrived_at, parts=(Part(texts=facts(key, told)),))


def _of_refusal(case: Case, refusal: RequestRefusal) -> Paper:
    key = f"request_refusal:{refusal.pk}"
    told = [
        (_("Beslutat av"), refusal.refused_by_name),
        (_("Föredraget av"), refusal.presented_by_name),
        (_("Skäl"), refusal.reasons),
        (_("Så överklagas beslutet"), refusal.appeal),
    ]
    title = _("Avslag på begäran om att ärendet avgörs")
    made = refusal.made_file
    return Paper(
        key=key,
        kind=title,
        title=title,
        at=refusal.refused_at,
        parts=(Part(texts=facts(key, told)),),
        originals=(Original(file_name(case), made.pdf, made.sha256),) if made else (),
    )

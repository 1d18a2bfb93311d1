"""Hearings (förvaltningslagen 25 §): what the region was sent, what it answered, or why it was not heard.

What is sent and answered are messages of the case, so these papers are known, and marked as secret, by those.
"""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.correspondence.models import Hearing, HearingWaiver, Message
from applications.records.papers.paper import Paper, PaperFile, Part, Text, facts


def papers_of(case: Case) -> Iterator[Paper]:
    related = ("message__document", "answer__message__document")
    files = ("message__attached__file", "answer__message__attached__file")
    hearings = Hearing.objects.filter(case=case).select_related(*related).prefetch_related(*files)
    for hearing in hearings.order_by("pk"):
        yield _asked(hearing)
        if answer := hearing.answered_as:
            yield _answered(hearing, answer.message)
    for waiver in HearingWaiver.objects.filter(case=case).select_related("noted_by").order_by("pk"):
        yield _waived(waiver)


def _asked(hearing: Hearing) -> Paper:
    message, answer = hearing.message, hearing.answered_as
    key = f"message:{message.pk}"
    told = [
        (_("Från"), message.sent_by_name),
        (_("Vad regionen fick att yttra sig över"), message.text),
        (_("Sista dag att svara"), date_format(hearing.due_on, "DATE_FORMAT")),
        (_("Sista dagen flyttad"), _times(hearing.times_moved)),
        (_("Svar"), _answer(answer.message) if answer else _("Inget svar")),
    ]
    return Paper(
        key=key,
        kind=_("Begäran om yttrande"),
        title=_("Begäran om yttrande, handling %(number)s") % {"number": message.document.number},
        at=message.sent_at,
        parts=(Part(texts=(*facts(key, told), *_names(message))),),
        files=_files(message),
    )


def _answered(hearing: Hearing, message: Message) -> Paper:
    key = f"message:{message.pk}"
    told = [
        (_("Från"), message.sent_by_name),
        (_("Yttrande"), message.text),
        (_("Svar på det som skickades"), date_format(localtime(hearing.asked_at), "DATE_FORMAT")),
    ]
    return Paper(
        key=key,
        kind=_("Yttrande"),
        title=_("Yttrande, handling %(number)s") % {"number": message.document.number},
        at=message.sent_at,
        parts=(Part(texts=(*facts(key, told), *_names(message))),),
        files=_files(message),
    )


def _names(message: Message) -> Iterator[Text]:
    for one in message.attached.all():
        yield Text(f"file:{one.file.uuid}", _("Fil"), one.file.name)


def _files(message: Message) -> tuple[PaperFile, ...]:
    return tuple(PaperFile(str(one.file.uuid), one.file.name, one.file) for one in message.attached.all())


def _waived(waiver: HearingWaiver) -> Paper:
    key = f"hearing_waiver:{waiver.pk}"
    told = [(_("Noterat av"), str(waiver.noted_by)), (_("Varför det är uppenbart obehövligt"), waiver.why)]
    return Paper(
        key=key,
        kind=_("Yttrande behövs inte"),
        title=_("Uppenbart obehövligt att höra regionen"),
        at=waiver.noted_at,
        parts=(Part(texts=facts(key, told)),),
        is_working_paper=True,
    )


def _times(moved: int) -> str:
    return _("%(number)s gånger") % {"number": moved} if moved > 1 else _("En gång") if moved else ""


def _answer(message: Message) -> str:
    return _("Handling %(number)s") % {"number": message.document.number}

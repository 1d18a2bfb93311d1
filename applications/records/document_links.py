"""From a line in the register to the thing itself. One function for each kind of thing; a new kind is one entry.

The register's lines know their things by what both hold: a hash, a moment, or a key of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case, Document
from applications.correspondence.hearing import hearings_of
from applications.decisions.models import Decision
from applications.letters.models import Letter
from applications.records.models import Appeal, AppealStep, DisclosureDecision
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from applications.submissions.models import SupplementRequest, Withdrawal

# What a line and its thing have in common.
Match = tuple[str, Any]


@dataclass(frozen=True)
class Link:
    words: str
    url: str
    # Of the file that it leads to or tells of, where a line may hold that; else "".
    file_sha256: str = ""


def _versions(case: Case) -> Iterator[tuple[Match, Link]]:
    for version in case.submissions.prefetch_related("files").defer("content"):
        yield (
            ("hash", version.sha256),
            Link(
                _("Läs version %(number)s") % {"number": version.number},
                reverse("submissions:version", args=[case.pk, version.number]),
            ),
        )
        pdf = reverse("submissions:version_pdf", args=[case.pk, version.number])
        yield ("hash", version.sha256), Link(_("PDF"), pdf)
        for file in version.files.all():
            yield ("hash", version.sha256), Link(file.name, reverse("files:download", args=[file.uuid]))


def _messages(case: Case) -> Iterator[tuple[Match, Link]]:
    url = reverse("correspondence:messages", args=[case.pk])
    plain = case.messages.filter(hearing__isnull=True, hearing_answer__isnull=True)
    for document_id, pk in plain.values_list("document_id", "pk"):
        yield ("document", document_id), Link(_("Läs meddelandet"), f"{url}#message-{pk}")


def _hearings(case: Case) -> Iterator[tuple[Match, Link]]:
    url = reverse("correspondence:hearing", args=[case.pk])
    for hearing in hearings_of(case):
        anchor = f"{url}#hearing-{hearing.pk}"
        answer = hearing.answered_as
        sent = [(hearing.message, _("Läs begäran om yttrande"))]
        sent += [(answer.message, _("Läs yttrandet"))] if answer else []
        for message, words in sent:
            yield ("document", message.document_id), Link(words, anchor)
            for one in message.attached.all():
                download = reverse("files:download", args=[one.file.uuid])
                yield ("document", message.document_id), Link(one.file.name, download)


def _supplements(case: Case) -> Iterator[tuple[Match, Link]]:
    url = reverse("submissions:supplements", args=[case.pk])
    for request in SupplementRequest.objects.filter(case=case).prefetch_related("more_time"):
        anchor = f"{url}#request-{request.pk}"
        yield ("at", request.asked_at), Link(_("Läs begäran"), anchor)
        for more in request.more_time.all():
            yield ("at", more.asked_at), Link(_("Läs begäran om mer tid"), anchor)
            yield ("at", more.answered_at), Link(_("Läs svaret"), anchor)


def _withdrawals(case: Case) -> Iterator[tuple[Match, Link]]:
    for at in Withdrawal.objects.filter(case=case).values_list("withdrawn_at", flat=True):
        yield ("at", at), Link(_("Läs återkallelsen"), reverse("submissions:application", args=[case.pk]))


def _time(case: Case) -> Iterator[tuple[Match, Link]]:
    url = reverse("clocks:case", args=[case.pk])
    for document_id, pk in DelayNotice.objects.filter(case=case).values_list("document_id", "pk"):
        yield ("document", document_id), Link(_("Läs underrättelsen"), f"{url}#delay-{pk}")
    for document_id in DecisionRequest.objects.filter(case=case).values_list("document_id", flat=True):
        yield ("document", document_id), Link(_("Läs begäran"), url)
    for refusal in RequestRefusal.objects.filter(request__case=case).select_related("file"):
        yield ("document", refusal.document_id), Link(_("Läs beslutet"), url)
        if refusal.made_file:
            yield ("document", refusal.document_id), Link(_("PDF"), reverse("clocks:refusal_pdf", args=[case.pk]))


def _decisions(case: Case) -> Iterator[tuple[Match, Link]]:
    for at in Decision.objects.filter(case=case).values_list("decided_at", flat=True):
        yield ("at", at), Link(_("Läs beslutet"), reverse("decisions:case", args=[case.pk]))


def _letters(case: Case) -> Iterator[tuple[Match, Link]]:
    for letter in Letter.objects.made().filter(decision__case=case):
        yield (
            ("hash", letter.sha256),
            Link(_("Läs brevet"), reverse("letters:earlier_letter", args=[case.pk, letter.pk])),
        )
        pdf = reverse("letters:earlier_pdf", args=[case.pk, letter.pk])
        yield ("hash", letter.sha256), Link(_("PDF"), pdf, letter.sha256)


def _appeals(case: Case) -> Iterator[tuple[Match, Link]]:
    for appeal in Appeal.objects.filter(case=case).select_related("file"):
        url = reverse("records:appeal", args=[case.pk, appeal.pk])
        yield ("document", appeal.document_id), Link(_("Läs om överklagandet"), url)
        if appeal.file:
            yield (
                ("document", appeal.document_id),
                Link(appeal.file.name, reverse("files:download", args=[appeal.file.uuid]), appeal.file.sha256),
            )
    steps = AppealStep.objects.filter(appeal__case=case, kind__in=["dismissed", "handed_over"])
    for at, appeal_id, sha256 in steps.values_list("taken_at", "appeal_id", "case_file__sha256"):
        url = reverse("records:appeal", args=[case.pk, appeal_id])
        yield ("at", at), Link(_("Läs om överklagandet"), url, sha256 or "")


def _disclosures(case: Case) -> Iterator[tuple[Match, Link]]:
    decided = DisclosureDecision.objects.filter(disclosure__case=case)
    for at, pk, sha256 in decided.values_list("decided_at", "disclosure_id", "sha256"):
        yield ("at", at), Link(_("Läs om utlämnandet"), reverse("records:disclosure", args=[case.pk, pk]), sha256)


KINDS: tuple[Callable[[Case], Iterator[tuple[Match, Link]]], ...] = (
    _versions,
    _messages,
    _hearings,
    _supplements,
    _withdrawals,
    _time,
    _decisions,
    _letters,
    _appeals,
    _disclosures,
)


@dataclass(frozen=True)
class LinkedDocument:
    document: Document
    links: list[Link]

    @property
    def sum_is_of_file(self) -> bool:
        """Whether the line's checksum is that of a file, as of a letter; else it is that of what was written."""
        return any(link.file_sha256 == self.document.sha256 for link in self.links)


def linked_documents(case: Case) -> list[LinkedDocument]:
    """The case's register, first to last, each line with where its thing is read. A query or two for each kind."""
    links: dict[Match, list[Link]] = {}
    for kind in KINDS:
        for match, link in kind(case):
            links.setdefault(match, []).append(link)
    lines = []
    for document in case.documents.order_by("number"):
        known = links.get(("document", document.pk)) or (
            links.get(("hash", document.sha256)) if document.sha256 else None
        )
        lines.append(LinkedDocument(document, known or links.get(("at", document.at), [])))
    return lines

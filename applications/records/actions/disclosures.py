"""Requests for public documents: opened, what is secret marked, copies ordered, decided.

What is recorded of a mark says where and why, never what was masked: the log is part of the file that is given out.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
import portal.files.actions
from applications.cases.models import Case, Document
from applications.records import rules
from applications.records.actions.case_files import order
from applications.records.masking import SHORTEST_WORDS
from applications.records.models import CaseFile, Disclosure, DisclosureDecision, SecrecyMark
from applications.records.papers import papers_of
from applications.records.secrecy import digest_of, marking_page, marks_of
from portal.accounts.access import require

Kind = SecrecyMark.Kind
Outcome = DisclosureDecision.Outcome


def _require_keeper(by: Any, case: Case) -> None:
    require(
        rules.may_keep_records(by, case) and not rules.has_yet_to_assess(by, case),
        _("Bara registratorn och ärendets handläggare, som har förklarat att det inte finns något jäv, gör det här."),
    )


@transaction.atomic
def open_disclosure(
    *, case_id: int, wanted: str, asked_by: str = "", received_at: datetime, by: Any, at: datetime
) -> Disclosure:
    """Take up a request for a case's documents. Who asks need not be said.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError for a request from the future.
    """
    case: Case = Case.objects.visible_to_staff(by).locked().get(pk=case_id)
    _require_keeper(by, case)
    if received_at > at:
        raise ValidationError({"received_at": _("Det är en tid som inte har varit än.")}, code="future")
    made = Disclosure.objects.create(
        case=case, wanted=wanted, asked_by=asked_by, received_at=received_at, opened_by=by, opened_at=at
    )
    portal.audit.actions.record(case, "disclosure_opened", by=by, at=at, disclosure=made)
    return made


def _locked(disclosure_id: int, by: Any) -> tuple[Case, Disclosure]:
    """An undecided disclosure with its case, locked. Raises Disclosure.DoesNotExist and PermissionDenied."""
    found = Disclosure.objects.visible_to(by).get(pk=disclosure_id)
    case: Case = Case.objects.locked().get(pk=found.case_id)
    _require_keeper(by, case)
    disclosure = Disclosure.objects.select_related("decision").get(pk=disclosure_id)
    disclosure.case = case
    if disclosure.is_decided:
        raise ValidationError(_("Begäran är avgjord. Lägg upp en ny begäran om något ska prövas igen."), code="decided")
    return case, disclosure


@transaction.atomic
def mark_parts(*, disclosure_id: int, keys: Collection[str], ground: str, by: Any, at: datetime) -> list[SecrecyMark]:
    """Mark papers, fields and rows as secret by one ground. What is marked already keeps its ground.

    Raises Disclosure.DoesNotExist, PermissionDenied, and ValidationError for what is not in the case.
    """
    case, disclosure = _locked(disclosure_id, by)
    labels = marking_page(disclosure, case).labels
    if not keys:
        raise ValidationError({"keys": _("Kryssa i vad som är hemligt.")}, code="required")
    if unknown := [key for key in keys if key not in labels]:
        raise ValidationError(
            {"keys": _("Något av det du valde finns inte kvar i ärendet. Ladda om sidan.")},
            code="unknown",
            params={"keys": unknown},
        )
    return [
        _mark(case, disclosure, Kind.PART, key, label=labels[key], ground=ground, by=by, at=at)
        for key in sorted(set(keys))
    ]


@transaction.atomic
def mark_words(*, disclosure_id: int, words: str, label: str, ground: str, by: Any, at: datetime) -> SecrecyMark:
    """Mark a name, an address or another text as secret wherever it stands. `label` says what it is, not what it says.

    Raises Disclosure.DoesNotExist, PermissionDenied, and ValidationError.
    """
    case, disclosure = _locked(disclosure_id, by)
    words = " ".join(words.split())
    if len(words) < SHORTEST_WORDS:
        raise ValidationError({"words": _("Skriv minst tre tecken. Kortare text finns inuti andra ord.")}, code="short")
    if words.casefold() in label.casefold():
        raise ValidationError(
            {
                "label": _(
                    "Beteckningen lämnas ut. Skriv vad det är, till exempel ”en persons namn”, inte själva ordet."
                )
            },
            code="tells",
        )
    return _mark(case, disclosure, Kind.WORDS, words, label=label, ground=ground, by=by, at=at)


def mark_file(
    *, disclosure_id: int, uuid: str, ground: str, copy: UploadedFile | None = None, by: Any, at: datetime
) -> SecrecyMark:
    """Withhold an attachment, or give out a copy that staff made in its place.

    The copy is stored before anything is locked; one that is refused then goes at night. Raises
    Disclosure.DoesNotExist, PermissionDenied, and ValidationError for a copy that can't be taken.
    """
    with transaction.atomic():
        _locked(disclosure_id, by)
    stored = portal.files.actions.store_file(upload=copy, by=by, at=at) if copy else None
    with transaction.atomic():
        case, disclosure = _locked(disclosure_id, by)
        files = list({file.uuid: file for paper in papers_of(case, public_only=True) for file in paper.files})
        if uuid not in files:
            raise ValidationError(_("Bilagan finns inte i ärendet. Ladda om sidan."), code="unknown")
        label = _("Bilaga %(number)s") % {"number": files.index(uuid) + 1}
        return _mark(case, disclosure, Kind.FILE, uuid, label=label, ground=ground, replacement=stored, by=by, at=at)


def _mark(
    case: Case,
    disclosure: Disclosure,
    kind: Kind,
    target: str,
    *,
    label: str,
    ground: str,
    by: Any,
    at: datetime,
    **more: Any,
) -> SecrecyMark:
    mark, created = SecrecyMark.objects.get_or_create(
        disclosure=disclosure,
        kind=kind,
        target=target,
        removed_at=None,
        defaults={"label": label[:300], "ground": ground, "marked_by": by, "marked_at": at, **more},
    )
    if created:
        portal.audit.actions.record(
            case, "secrecy_marked", by=by, at=at, disclosure=disclosure, mark=mark, ground=ground
        )
    return mark


@transaction.atomic
def remove_mark(*, disclosure_id: int, mark_id: int, by: Any, at: datetime) -> None:
    """Take a mark away: it was not secret after all. The row stays. Taken away twice, it is taken away once.

    Raises Disclosure.DoesNotExist and PermissionDenied.
    """
    case, disclosure = _locked(disclosure_id, by)
    mark = disclosure.marks.filter(pk=mark_id, removed_at__isnull=True).first()
    if mark is None:
        return
    mark.removed_at, mark.removed_by = at, by
    mark.save(update_fields=["removed_at", "removed_by"])
    portal.audit.actions.record(
        case, "secrecy_unmarked", by=by, at=at, disclosure=disclosure, mark=mark, ground=mark.ground
    )


@transaction.atomic
def order_copy(*, disclosure_id: int, is_masked: bool, by: Any, at: datetime) -> CaseFile:
    """Have a worker make the disclosure's file, masked or with everything that is public.

    Raises Disclosure.DoesNotExist, PermissionDenied, and ValidationError when it is decided.
    """
    case, disclosure = _locked(disclosure_id, by)
    kind = CaseFile.Kind.MASKED if is_masked else CaseFile.Kind.UNMASKED
    return order(case, kind=kind, disclosure=disclosure, by=by, at=at)


@transaction.atomic
def decide_disclosure(
    *,
    disclosure_id: int,
    outcome: str,
    reasons: str = "",
    formal_decision: str = "",
    seen_leftovers: bool = False,
    by: Any,
    at: datetime,
) -> DisclosureDecision:
    """Decide what is given out: everything, all but what is marked, or nothing.

    What is given out is the newest file, which must have been made with the marks as they are. Entered in the register
    of documents. Raises Disclosure.DoesNotExist, PermissionDenied and ValidationError.
    """
    case, disclosure = _locked(disclosure_id, by)
    page = marking_page(disclosure, case)
    given_out = _file_for(outcome, disclosure)
    if outcome == Outcome.RELEASED and page.marks:
        raise ValidationError(
            {"outcome": _("Något är markerat som hemligt. Ta bort markeringarna, eller lämna ut en del.")}
        )
    if outcome == Outcome.IN_PART and not page.marks:
        raise ValidationError({"outcome": _("Inget är markerat som hemligt. Markera det, eller lämna ut allt.")})
    if outcome == Outcome.IN_PART and page.leftovers and not seen_leftovers:
        raise ValidationError(
            {
                "seen_leftovers": _(
                    "Något som du har maskerat står kvar på andra ställen. Maskera det där också, eller "
                    "bekräfta att det får stå kvar."
                )
            },
            code="leftovers",
        )
    if outcome != Outcome.RELEASED and not (reasons.strip() and formal_decision.strip()):
        raise ValidationError(
            _("Skriv varför allt inte lämnas ut, och hur den som frågar får ett skriftligt beslut."), code="reasons"
        )
    decided = DisclosureDecision.objects.create(
        disclosure=disclosure,
        outcome=outcome,
        reasons=reasons.strip(),
        formal_decision=formal_decision.strip() if outcome != Outcome.RELEASED else "",
        sha256=given_out.sha256 if given_out else "",
        decided_by=by,
        decided_by_name=str(by),
        decided_at=at,
    )
    # The register is public: whoever asked is not named in it.
    applications.cases.actions.enter_document(
        case=case,
        direction=Document.Direction.OUT if given_out else Document.Direction.INTERNAL,
        at=at,
        title="Utlämnande av allmänna handlingar",
        party="Den som frågade",
        sha256=decided.sha256,
    )
    portal.audit.actions.record(
        case, "disclosure_decided", by=by, at=at, disclosure=disclosure, outcome=outcome, sha256=decided.sha256
    )
    return decided


def _file_for(outcome: str, disclosure: Disclosure) -> CaseFile | None:
    """The file that is given out. Raises ValidationError when it is not made, or was made before the last mark."""
    if outcome == Outcome.REFUSED:
        return None
    kind = CaseFile.Kind.MASKED if outcome == Outcome.IN_PART else CaseFile.Kind.UNMASKED
    files = disclosure.case_files.filter(kind=kind, made_at__isnull=False, removed_at__isnull=True)
    newest: CaseFile | None = files.order_by("-pk").first()
    if newest is None or (newest.is_masked and newest.marks_sha256 != digest_of(marks_of(disclosure))):
        raise ValidationError(
            {
                "outcome": _(
                    "Filen som ska lämnas ut är inte gjord, eller är gjord före den senaste markeringen. Gör den först."
                )
            },
            code="no_file",
        )
    return newest

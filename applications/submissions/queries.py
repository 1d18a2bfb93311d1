"""What the pages of handing in need."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.compare import Part, compare_values
from applications.drafting.completeness import Missing, missing
from applications.drafting.content import DraftContent
from applications.drafting.fields import fields_of, flatten, label_with_row, row_ids_of
from applications.drafting.models import SectionVersion
from applications.drafting.queries import draft_content
from applications.submissions.content import freeze, sha256_of, thaw, title_in
from applications.submissions.differences import ChangedSection, differences
from applications.submissions.models import ApplicationPdf, Reopening, SignOff, Submission, Withdrawal
from applications.submissions.presentation import ShownSection, shown_sections
from portal.audit.models import AuditEntry
from portal.audit.queries import as_lines, entries_of
from portal.outbox.models import Job
from portal.prepared import Prepared
from regions.models import Region


@dataclass(frozen=True)
class CheckPage:
    """A draft as it would be handed in: all it says, what is missing, and the hash and versions of what is shown.

    Of what is handed in again, also what differs from the version that stands.
    """

    sections: list[ShownSection]
    missing: list[Missing]
    sha256: str
    seen: str
    since_standing: list[ChangedSection] | None = None


def check_page(case: Case) -> CheckPage:
    """What a signatory reads before handing in. `case` comes with its draft, form version, call and region."""
    content = draft_content(case)
    standing = None if case.is_draft else standing_version(case)
    return CheckPage(
        sections=shown_sections(content, case.call.project_years),
        missing=missing(content, case.call),
        sha256=sha256_of(freeze(case, content, case.draft.form_version.number)),
        seen=what_was_seen(case, content),
        since_standing=differences(standing, content, case.call.project_years) if standing else None,
    )


# Under this name `seen` tells how many events of the draft had happened. No section can have it for a key.
_EVENTS = "#"
# What is done to a draft beside its sections. The case's log holds more, that is not for the region to see.
_OF_THE_DRAFT = (
    "draft_renamed",
    "attachment_added",
    "attachment_described",
    "attachment_removed",
    "attachment_restored",
    "attachment_infected",
)


def what_was_seen(case: Case, content: DraftContent) -> str:
    """Which version of each section was shown, and how many other events there were: `#:7,budget:2,project:3`."""
    numbers = {**content.versions, _EVENTS: _events_of_draft(case).count()}
    return ",".join(f"{key}:{number}" for key, number in sorted(numbers.items()))


def _events_of_draft(case: Case) -> QuerySet[AuditEntry]:
    return entries_of([case.audit_subject]).filter(event__in=_OF_THE_DRAFT)


@dataclass(frozen=True)
class Change:
    """What changed in one field after it was shown: the text then and now, and who changed the section last."""

    section: str
    field: str
    before: list[Part]
    after: list[Part]
    by: str
    at: datetime


@dataclass(frozen=True)
class Event:
    """Something else that was done to the draft, with the new name or the file that it is about."""

    sentence: str
    about: str
    at: datetime


@dataclass(frozen=True)
class Changes:
    """Fields that changed since the draft was shown, and what else was done to it (its name, its files)."""

    fields: list[Change]
    events: list[Event]


def changes_since(case: Case, seen: str) -> Changes:
    """What differs between the draft as it was shown, as `CheckPage.seen` tells, and as it is now.

    `seen` comes back from a browser: what in it is not a version of this draft counts as never shown.
    """
    shown = _numbers_in(seen)
    since = as_lines(_events_of_draft(case).order_by("sequence")[shown.get(_EVENTS, 0) :])
    events = [
        Event(line.sentence, str(line.details.get("new") or line.details.get("name", "")), line.at)
        for line in reversed(since)
    ]
    return Changes(_changed_fields(case, shown), events)


def _changed_fields(case: Case, shown: dict[str, int]) -> list[Change]:
    versions = SectionVersion.objects.filter(draft=case.pk).select_related("saved_by")
    now = {version.section_key: version for version in versions.filter(is_current=True)}
    before = {(version.section_key, version.number): version for version in versions.filter(number__in=shown.values())}
    changes = []
    for section in case.draft.form_version.parsed.sections:
        current = now.get(section.key)
        if current and current.number != shown.get(section.key):
            old = before.get((section.key, shown.get(section.key, 0)))
            changes += _changes(section, case.call.project_years, old.content if old else {}, current)
    return changes


def _changes(section: Section, years: range, old: dict[str, Any], current: SectionVersion) -> list[Change]:
    was, now = flatten(old), flatten(current.content)
    changes = []
    for path, field in fields_of(section, years, row_ids_of([*now, *was])).items():
        if was.get(path, "") != now.get(path, ""):
            before, after = compare_values(field, was.get(path, ""), now.get(path, ""))
            label = label_with_row(field, was | now)
            changes.append(Change(str(section.title), label, before, after, str(current.saved_by), current.saved_at))
    return changes


_SEEN = re.compile(r"(#|[a-z][a-z0-9_]*):([0-9]{1,8})")


def _numbers_in(seen: str) -> dict[str, int]:
    return {key: int(number) for key, number in _SEEN.findall(seen)}


def latest_submission(case: Case) -> Submission | None:
    return _versions(case).first()


def version_of(case: Case, number: int | None) -> Submission | None:
    """One version of a case that was handed in; the newest without a number."""
    versions = _versions(case)
    return versions.filter(number=number).first() if number is not None else versions.first()


def _versions(case: Case) -> QuerySet[Submission]:
    versions = case.submissions.select_related("form_version", "pdf", "registration").prefetch_related("amounts")
    return versions.order_by("-number")


def versions_listed(case: Case) -> list[Submission]:
    """All versions of a case, newest first, without what they say. Two queries."""
    versions = case.submissions.select_related("pdf", "supplement_request").prefetch_related("amounts")
    return list(versions.defer("content").order_by("-number"))


def standing_version(case: Case) -> DraftContent | None:
    """What the newest handed-in version of a case says; None when there is none."""
    submission = latest_submission(case)
    return _thawed(submission) if submission else None


def _thawed(submission: Submission) -> DraftContent:
    return thaw(submission.content, submission.form_version.parsed)


def shown_submission(submission: Submission, years: range) -> list[ShownSection]:
    """A handed-in version as people read it."""
    return shown_sections(_thawed(submission), years)


def changes_between(case: Case, old: Submission, new: Submission) -> list[ChangedSection]:
    """What differs between two versions of a case."""
    return differences(_thawed(old), _thawed(new), case.call.project_years)


@dataclass(frozen=True)
class Standing:
    """What counts of an application that was handed in, when something else is going on beside it."""

    number: int
    reopening: Reopening | None
    is_open: bool
    withdrawal: Withdrawal | None


def standing_of(case: Case, at: datetime) -> Standing | None:
    """Whether a case that was handed in is open for change or withdrawn; None for a draft and what is decided.

    One query.
    """
    if case.is_draft:
        return None
    if case.withdrawn_at:
        return Standing(0, None, False, Withdrawal.objects.filter(case=case).first())
    if case.released_outcome:
        return None
    reopening = next(iter(_open_reopenings(case)), None)
    number = reopening.version if reopening else 0
    return Standing(number, reopening, case.application_time.is_open_at(at), None)


@Prepared
def _open_reopenings(case: Case) -> Any:
    """There is never more than one; with the number of the `version` that it began from."""
    newest = Subquery(Submission.objects.filter(case=OuterRef("case")).order_by("-number").values("number")[:1])
    found = Reopening.objects.filter(case=case, ended_at__isnull=True).select_related("opened_by")
    return found.annotate(version=newest)


def reopening_in_time(case: Case, at: datetime) -> Reopening | None:
    """That the region changes what it has handed in, and can still hand it in anew. One query at most."""
    return None if case.application_time.is_closed_at(at) else case.reopenings.filter(ended_at__isnull=True).first()


def sign_off_of(case: Case) -> SignOff | None:
    """The newest word on whether a draft is ready: a mark that waits, or one that was sent back. One query."""
    newest = case.sign_offs.select_related("marked_by", "answered_by").first()
    return newest if newest and newest.state in {SignOff.State.WAITING, SignOff.State.SENT_BACK} else None


@dataclass(frozen=True)
class PdfState:
    """How far the PDF of what a page shows has come."""

    pdf: ApplicationPdf | None
    has_failed: bool = False

    @property
    def is_made(self) -> bool:
        return self.pdf is not None and self.pdf.is_made

    @property
    def waits(self) -> bool:
        return self.pdf is not None and not self.pdf.is_made and not self.has_failed


def pdf_of_draft(case: Case) -> PdfState:
    """The PDF of what a draft says now, if somebody has asked for it."""
    frozen = freeze(case, draft_content(case), case.draft.form_version.number)
    return _state(case.pdfs.filter(submission=None, content_sha256=sha256_of(frozen)).first())


def pdf_of_version(submission: Submission) -> PdfState:
    return _state(ApplicationPdf.objects.filter(submission=submission).select_related("case", "submission").first())


def _state(pdf: ApplicationPdf | None) -> PdfState:
    if pdf is None or pdf.is_made:
        return PdfState(pdf)
    keys = [pdf.job_key, *([pdf.submission.receipt_key] if pdf.submission else [])]
    jobs = Job.objects.filter(key__in=keys)
    return PdfState(pdf, has_failed=not jobs.exclude(state=Job.State.FAILED).exists())


@dataclass(frozen=True)
class CheckedReceipt:
    """What anyone who holds a receipt is told: that it is real, of what, and whether it is the newest version."""

    submission: Submission
    newest: int
    # Which of the version's files a hash is of: "content", "pdf", "attachment"; "" of none; None when none was given.
    file: str | None

    @property
    def is_newest(self) -> bool:
        return self.submission.number == self.newest


def check_receipt(code: str, file_hash: str) -> CheckedReceipt | None:
    """The receipt of a code; None when there is none. Four queries at most."""
    receipts = Submission.objects.filter(receipt_code=code).select_related("case__call", "case__region", "pdf")
    submission = receipts.defer("content").first()
    if submission is None:
        return None
    newest = submission.case.submissions.count()
    return CheckedReceipt(submission, newest, _file_with(submission, file_hash) if file_hash else None)


def _file_with(submission: Submission, file_hash: str) -> str:
    if file_hash == submission.sha256:
        return "content"
    pdf = getattr(submission, "pdf", None)
    if pdf and pdf.sha256 == file_hash:
        return "pdf"
    return "attachment" if submission.files.filter(sha256=file_hash).exists() else ""


@dataclass(frozen=True)
class Printed:
    """An application as its PDF shows it: what it is, the facts of it, and all that it says."""

    title: str
    region: Region
    running_name: str
    facts: list[tuple[str, str]]
    sections: list[ShownSection]
    is_draft: bool
    sha256: str


def printed(pdf: ApplicationPdf) -> Printed:
    """What a PDF that was ordered shows. It came with its case, call, region, draft and version."""
    case, submission = pdf.case, pdf.submission
    form = (submission or case.draft).form_version.parsed
    frozen = submission.content if submission else pdf.content
    facts = [(_("Utlysning"), case.call.title), (_("Sökande"), f"{case.region.name}, {case.region.org_number}")]
    if submission:
        title, running_name = submission.title, f"{case.registry_number}, {_('version')} {submission.number}"
        facts += [
            (_("Diarienummer"), str(case.registry_number)),
            (_("Version"), str(submission.number)),
            (_("Kom in"), _moment(submission.arrived_at)),
            (_("Inlämnad av"), submission.submitted_by_name),
            *registration_facts(submission),
            (_("Kvittokod"), submission.receipt_code),
        ]
    else:
        title = title_in(frozen)
        running_name = _("Utkast – inte inlämnad: %(title)s") % {"title": title}
        facts += [(_("Så stod det"), _moment(pdf.ordered_at))]
    sections = shown_sections(thaw(frozen, form), case.call.project_years)
    return Printed(title, case.region, running_name, facts, sections, submission is None, pdf.content_sha256)


def registration_facts(submission: Submission) -> list[tuple[str, str]]:
    """How a version came that the registrar registered; nothing of one that was handed in here."""
    registration = submission.registered_as
    if registration is None:
        return []
    registered = f"{registration.registered_by_name}, {_moment(registration.registered_at)}"
    return [
        (_("Kom in med"), str(registration.get_came_by_display())),
        (_("Registrerad av"), registered),
    ]


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")

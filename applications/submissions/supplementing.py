"""What is asked for in a supplement, how far the region has come, and what stands in the way of sending it."""

from dataclasses import dataclass
from datetime import date, datetime

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.completeness import Missing, missing
from applications.drafting.content import DraftContent
from applications.drafting.queries import draft_content
from applications.submissions.content import freeze, sha256_of, thaw
from applications.submissions.differences import ChangedSection, differences
from applications.submissions.models import Submission, SupplementRequest
from applications.submissions.queries import latest_submission


def open_request(case: Case) -> SupplementRequest | None:
    """What the region is asked to complete in a case, if anything is waited for. One query."""
    return case.supplement_requests.waiting().first()


def requests_of(case: Case) -> list[SupplementRequest]:
    """All that was asked for in a case, newest first, with its questions of more time. Two queries at most."""
    requests = case.supplement_requests.select_related("asked_by", "closed_by", "submission")
    return list(requests.prefetch_related("more_time__asked_by", "more_time__answered_by"))


def faults_to_mend(case: Case, content: DraftContent, standing: Submission) -> list[Missing]:
    """What must be put right before a supplement is sent: what is wrong in the open sections, or has become so.

    What was wrong elsewhere in what the region handed in before is nothing that it can mend now.
    """
    faults = missing(content, case.call)
    if not any(fault.section_key not in case.draft.open_sections for fault in faults):
        return faults
    before = set(missing(thaw(standing.content, standing.form_version.parsed), case.call))
    return [fault for fault in faults if case.draft.is_section_open(fault.section_key) or fault not in before]


@dataclass(frozen=True)
class OpenSection:
    section: Section
    is_changed: bool
    missing: list[Missing]

    @property
    def icon(self) -> str:
        if self.missing:
            return "exclamation-circle-fill"
        return "check-circle-fill" if self.is_changed else "circle"


@dataclass(frozen=True)
class Supplement:
    """A supplement on its way: the sections that are open, what differs from what stands, and what hinders sending."""

    sections: list[OpenSection]
    changes: list[ChangedSection]
    faults: list[Missing]
    sha256: str

    @property
    def is_changed(self) -> bool:
        return bool(self.changes)


def supplement_of(case: Case, asked: SupplementRequest) -> Supplement:
    """How far the region has come with what was `asked`. The case came with draft, form version, call and region."""
    standing = latest_submission(case)
    if standing is None:  # Nothing is asked for before something was handed in.
        raise Submission.DoesNotExist
    content = draft_content(case)
    stood = thaw(standing.content, standing.form_version.parsed)
    faults = faults_to_mend(case, content, standing)
    changes = differences(stood, content, case.call.project_years)
    changed = {change.key for change in changes}
    opened = [section for section in content.definition.sections if section.key in asked.sections]
    return Supplement(
        sections=[
            OpenSection(
                section, section.key in changed, [fault for fault in faults if fault.section_key == section.key]
            )
            for section in opened
        ],
        changes=changes,
        faults=faults,
        sha256=sha256_of(freeze(case, content, case.draft.form_version.number)),
    )


def titles_of(case: Case, asked: SupplementRequest) -> list[str]:
    """The titles of the sections that were opened, as the form of the case's draft has them."""
    form = case.draft.form_version.parsed
    return [str(section.title) for section in form.sections if section.key in asked.sections]


def days_over(asked: SupplementRequest, today: date) -> int:
    """How many days have gone since the last day; 0 while it has not passed."""
    return max((today - asked.due_on).days, 0) if asked.is_open else 0


def given_up_at(case: Case, asked: SupplementRequest) -> datetime | None:
    """When the officer stopped waiting. What ended because the region took its application back was not given up."""
    ended = asked.closed_at
    return None if ended and case.withdrawn_at and ended >= case.withdrawn_at else ended

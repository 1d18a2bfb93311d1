"""What the pages of handing in need."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.calls.definition import Section
from applications.cases.models import Case
from applications.drafting.compare import Part, compare_values
from applications.drafting.completeness import Missing, missing
from applications.drafting.content import DraftContent
from applications.drafting.fields import fields_of, flatten, label_with_row, row_ids_of
from applications.drafting.models import SectionVersion
from applications.drafting.queries import draft_content
from applications.submissions.content import freeze, sha256_of, thaw
from applications.submissions.models import Submission
from applications.submissions.presentation import ShownSection, shown_sections
from portal.audit.queries import history


@dataclass(frozen=True)
class CheckPage:
    """A draft as it would be handed in: all it says, what is missing, and the hash and versions of what is shown."""

    sections: list[ShownSection]
    missing: list[Missing]
    sha256: str
    seen: str


def check_page(case: Case) -> CheckPage:
    """What a signatory reads before handing in. `case` comes with its draft, form version, call and region."""
    content = draft_content(case)
    return CheckPage(
        sections=shown_sections(content, case.call.project_years),
        missing=missing(content, case.call),
        sha256=sha256_of(freeze(case, content, case.draft.form_version.number)),
        seen=_seen(case, content),
    )


# Under this name `seen` tells how far the case's log had come. No section can have it for a key.
_LOG = "#"


def _seen(case: Case, content: DraftContent) -> str:
    """Which version of each section was shown, and how far the log had come: `#:7,budget:2,project:3`."""
    numbers = {**content.versions, _LOG: case.audit_sequence}
    return ",".join(f"{key}:{number}" for key, number in sorted(numbers.items()))


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
    lines = [line for line in history(case) if line.number > shown.get(_LOG, 0)]
    events = [
        Event(line.sentence, str(line.details.get("new") or line.details.get("name", "")), line.at) for line in lines
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
    return case.submissions.select_related("form_version").prefetch_related("amounts").order_by("-number").first()


def standing_version(case: Case) -> DraftContent | None:
    """What the newest handed-in version of a case says; None when there is none."""
    submission = latest_submission(case)
    return thaw(submission.content, submission.form_version.parsed) if submission else None


def shown_submission(submission: Submission, years: range) -> list[ShownSection]:
    """A handed-in version as people read it."""
    return shown_sections(thaw(submission.content, submission.form_version.parsed), years)

"""Shutting a draft when it is handed in, and opening it again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from applications.cases.models import Case
from applications.drafting.actions.sections import add_version
from applications.drafting.content import DraftContent
from applications.drafting.models import Draft


def shut_draft(*, case: Case) -> None:
    """Nobody writes in the draft of a locked case from now on. The caller's action records why."""
    case.draft.is_open, case.draft.open_sections = False, []
    case.draft.save(update_fields=["is_open", "open_sections"])


def open_draft(*, case: Case, standing: DraftContent, sections: Collection[str] = (), by: Any, at: datetime) -> None:
    """Let the region write again in the draft of a locked case that was handed in: in `sections`, or in all of them.

    The draft begins as `standing`, the version that stands: what was written after it and never handed in stays among
    the sections' saved versions, but does not slip into what is sent next. The caller's action records why.
    """
    _lay_back(case.draft, standing, by=by, at=at)
    case.draft.is_open, case.draft.open_sections = True, sorted(sections)
    case.draft.save(update_fields=["is_open", "open_sections"])


def _lay_back(draft: Draft, standing: DraftContent, *, by: Any, at: datetime) -> None:
    now = {version.section_key: version for version in draft.versions.filter(is_current=True)}
    for key in sorted(now.keys() | standing.sections.keys()):
        current, content = now.get(key), standing.section(key)
        if content != (current.content if current else {}):
            add_version(draft, key, current.number if current else 0, content, by=by, at=at)
    kept = {file.uuid for file in standing.attachments}
    files = draft.attachments.exclude(file__uuid__in=kept).filter(removed_at__isnull=True)
    files.update(removed_at=at)
    draft.attachments.filter(file__uuid__in=kept).update(removed_at=None)

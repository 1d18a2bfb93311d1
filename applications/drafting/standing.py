"""What an application says that counts: its draft, or the version that stands once it was handed in.

Versions belong to a higher room, which says itself how they are read: `add_reader(reader)` in its apps.py.
"""

import secrets
from collections.abc import Callable

from applications.cases.models import Case
from applications.drafting.content import DraftContent
from applications.drafting.copying import Copy, copy_content
from applications.drafting.queries import draft_content

Reader = Callable[[Case], DraftContent | None]
_readers: list[Reader] = []


def add_reader(reader: Reader) -> None:
    """Let `reader(case)` give what a case that was handed in says, if it knows."""
    if reader not in _readers:
        _readers.append(reader)


def standing_content(case: Case) -> DraftContent:
    """What a case says, which came with its draft and form version."""
    found = (content for reader in _readers if (content := reader(case)) is not None)
    return draft_content(case) if case.is_draft else next(found, None) or draft_content(case)


def copy_of(source: Case, case: Case) -> Copy:
    """What of one case, as it stands, has a place in the draft of another. Both came with call, draft and form."""
    return copy_content(
        standing_content(source),
        source.call.project_years,
        case.draft.form_version.parsed,
        case.call.project_years,
        new_row_id=lambda: secrets.token_hex(4),
    )

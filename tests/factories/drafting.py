"""Drafts with content. `full_draft()` has everything that is asked for; change a section of it to break one rule."""

import copy
from datetime import UTC, datetime
from typing import Any

from applications.cases.models import Case
from applications.drafting.models import Attachment, Draft, SectionVersion
from tests.factories.cases import STARTED, draft_case
from tests.factories.files import stored_file

# Costs are the same as applied and co-funding in each year; indirect costs are 15 % of staff, computed.
SECTIONS: dict[str, Any] = {
    "project": {
        "summary": "Vi bygger en gemensam ingång till validering i hela länet.",
        "contact": "karin@example.test",
        "kind": "new",
    },
    "partners": {
        "rows": [
            {"id": "p1", "name": "Region Gävleborg", "org_number": "232100-0198", "role": "Deltar", "share": 400_000}
        ]
    },
    "period": {"start_on": "2022-09-01", "end_on": "2024-12-31"},
    "activities": {
        "rows": [
            {
                "id": "a1",
                "name": "Kartläggning",
                "description": "Intervjuer i alla kommuner",
                "start_on": "2022-09-01",
                "end_on": "2022-12-31",
            }
        ]
    },
    "budget": {"amounts": {"staff": {"2022": 400_000, "2023": 2_000_000, "2024": 1_600_000}}},
    "funding": {
        "applied": {"2022": 400_000, "2023": 2_000_000, "2024": 1_600_000},
        "rows": [
            {
                "id": "f1",
                "name": "Region Dalarna",
                "kind": "own_cash",
                "amounts": {"2022": 60_000, "2023": 300_000, "2024": 240_000},
            }
        ],
    },
}


def draft(sections: dict[str, Any] | None = None, **fields: Any) -> Case:
    """A case with a draft whose sections are at version 1; empty unless told otherwise."""
    case = draft_case(**fields)
    case.draft = draft_of(case)
    for key, content in (sections or {}).items():
        version(case, key, content, number=1)
    return case


def draft_of(case: Case) -> Draft:
    """An empty draft of a case that has none yet."""
    form_version = case.call.form_versions.order_by("-number").first()
    return Draft.objects.create(
        case=case, form_version=form_version, is_open=case.is_draft, saved_at=STARTED, saved_by=case.created_by
    )


def full_draft(**fields: Any) -> Case:
    """A draft that may be handed in. `full_draft(period={...})` has another content in that section."""
    sections = copy.deepcopy(SECTIONS)
    sections.update({key: fields.pop(key) for key in list(fields) if key in sections})
    return draft(sections, **fields)


def version(case: Case, key: str, content: dict[str, Any], number: int, **fields: Any) -> SectionVersion:
    """A saved version of a section, the newest one."""
    SectionVersion.objects.filter(draft_id=case.pk, section_key=key, is_current=True).update(is_current=False)
    values = {"saved_at": STARTED, "saved_by": case.created_by, **fields}
    return SectionVersion.objects.create(draft_id=case.pk, section_key=key, number=number, content=content, **values)


def attachment(case: Case, **fields: Any) -> Attachment:
    """A file in a draft."""
    stored = fields.pop("file", None) or stored_file(by=case.created_by)
    added_at = datetime(2022, 5, 31, tzinfo=UTC)
    return Attachment.objects.create(**{"draft_id": case.pk, "file": stored, "added_at": added_at, **fields})

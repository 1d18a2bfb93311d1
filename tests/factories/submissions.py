"""Handed-in versions, made as rows."""

import hashlib
from datetime import date
from typing import Any

import rfc8785

from applications.cases.models import Case
from applications.submissions.models import AppliedAmount, Submission
from tests.factories.cases import ARRIVED

AMOUNTS = {2022: 450_000, 2023: 2_100_000, 2024: 1_800_000}
SECTIONS: dict[str, Any] = {
    "project": {
        "summary": "Vi bygger en gemensam ingång till validering.",
        "contact": "karin@example.test",
        "kind": "new",
    },
    "partners": {
        "rows": [{"name": "Region Gävleborg", "org_number": "232100-0198", "role": "Deltar", "share": 400_000}]
    },
    "period": {"start_on": "2022-09-01", "end_on": "2024-12-31"},
    "activities": {
        "rows": [
            {"name": "Kartläggning", "description": "Intervjuer", "start_on": "2022-09-01", "end_on": "2022-12-31"}
        ]
    },
    "budget": {"amounts": {"staff": {"2022": 400_000, "2023": 2_000_000, "2024": 1_600_000}}},
    "funding": {"applied": {"2022": 450_000, "2023": 2_100_000, "2024": 1_800_000}, "rows": []},
}


def submission(case: Case, **fields: Any) -> Submission:
    """The next version of `case`, with amounts for three years and an answer in every section."""
    sections = fields.pop("sections", SECTIONS)
    amounts = fields.pop("amounts", AMOUNTS)
    number = case.submissions.count() + 1
    content = rfc8785.dumps({"sections": sections}).decode()
    made = Submission.objects.create(
        **{
            "case": case,
            "number": number,
            "form_version": case.call.form_versions.first(),
            "content": content,
            "sha256": hashlib.sha256(content.encode()).hexdigest(),
            "arrived_at": ARRIVED,
            "handled_at": ARRIVED,
            "submitted_by": case.created_by,
            "submitted_by_name": case.created_by.name,
            "title": case.title,
            "start_on": date(2022, 9, 1),
            "end_on": date(2024, 12, 31),
            "receipt_code": f"TEST-{case.pk}-{number}",
            **fields,
        }
    )
    AppliedAmount.objects.bulk_create(
        [AppliedAmount(submission=made, year=year, amount=amount) for year, amount in amounts.items()]
    )
    return made

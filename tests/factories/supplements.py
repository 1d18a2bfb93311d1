"""A case that was handed in for real, so that it can be completed; and what an officer asks for in it."""

from datetime import date, datetime
from typing import Any

import applications.drafting.actions
import applications.submissions.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.drafting.queries import drafts_seen_by
from applications.submissions.models import SupplementRequest
from applications.submissions.queries import check_page
from applications.submissions.supplementing import open_request, supplement_of
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.drafting import full_draft
from tests.factories.regions import member

DUE = date(2022, 6, 15)


def case_to_complete(at: datetime, **fields: Any) -> Case:
    """A case that its signatory `case.signatory` handed in at `at`, and that `case.officer` checks."""
    signatory = member("signatory", name="Siv Berg")
    case = full_draft(**{"by": member("editor", name="Anders Lind"), **fields})
    seen = check_page(drafts_seen_by(signatory).get(pk=case.pk)).sha256
    applications.submissions.actions.submit_application(
        case_id=case.pk, by=signatory, arrived_at=at, at=at, seen_hash=seen
    )
    officer = staff("case_officer", name="Karin Ek")
    Case.objects.filter(pk=case.pk).update(stage=Stage.CHECKING, officer=officer)
    case = Case.objects.select_related("draft").get(pk=case.pk)
    no_conflict(case, officer)
    case.signatory = signatory
    return case


def ask(case: Case, at: datetime, **fields: Any) -> SupplementRequest:
    values = {"text": "Beskriv målgruppen.", "sections": ["project"], "due_on": DUE, "by": case.officer} | fields
    return applications.submissions.actions.ask_supplement(case_id=case.pk, at=at, **values)


def write(case: Case, at: datetime, section: str = "project", **changes: str) -> Any:
    """The region changes an open section."""
    newest = case.draft.versions.filter(section_key=section).order_by("-number").first()
    return applications.drafting.actions.save_section(
        case_id=case.pk,
        section_key=section,
        changes=changes or {"summary": "Målgruppen är vuxna utan intyg."},
        base_version=newest.number if newest else 0,
        by=case.created_by,
        at=at,
    )


def seen(case: Case) -> str:
    """The hash of the supplement as its page shows it now."""
    fresh = drafts_seen_by(case.created_by).get(pk=case.pk)
    asked = open_request(fresh)
    assert asked
    return supplement_of(fresh, asked).sha256


def send(case: Case, at: datetime, **fields: Any) -> SupplementRequest:
    values = {"by": case.signatory, "arrived_at": at} | fields
    values.setdefault("seen_hash", seen(case) if "seen_hash" not in values else "")
    return applications.submissions.actions.send_supplement(case_id=case.pk, at=at, **values)

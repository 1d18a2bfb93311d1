"""Case files, disclosures and appeals, as their actions make them; and a case that has something of everything."""

from datetime import UTC, datetime
from typing import Any

import applications.records.actions
from applications.calls.models import LetterText
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.records.models import Appeal, CaseFile, Disclosure
from applications.reviews.models import Note
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.correspondence import message
from tests.factories.files import stored_file
from tests.factories.letters import made_letter, proposal
from tests.factories.regions import member
from tests.factories.reviews import assessment, completeness_check
from tests.factories.submissions import SECTIONS, submission

ASKED = datetime(2022, 12, 5, 9, 0, tzinfo=UTC)
MADE = datetime(2022, 12, 5, 10, 0, tzinfo=UTC)
SECRET = "hemlig-formel-9731"


def keeper(case: Case, **fields: Any) -> User:
    """A registrar who has declared no conflict of interest in the case."""
    person = staff("registrar", **{"name": "Rut Registrator", **fields})
    no_conflict(case, person)
    return person


def decided_case(**fields: Any) -> Case:
    """A case with two versions, a check, an assessment, messages, an attachment, and a decision whose letter is made.

    `SECRET` stands in its application, in a message and in its second version.
    """
    officer = fields.pop("officer", None) or staff("case_officer", name="Sara Nyberg")
    by = member("editor", name="Anders Lind")
    case = submitted_case(Stage.PROPOSED, officer=officer, by=by, **fields)
    LetterText.objects.filter(call=case.call).update(may_be_appealed=True)
    project = {**SECTIONS["project"], "summary": f"Vi bygger en ingång. {SECRET} är vår metod."}
    attachment = stored_file(by=by, content=b"%PDF-1.4 bilagans egna ord", name="avsikt.pdf")
    submission(case).files.add(attachment)
    newest = submission(case, sections={**SECTIONS, "project": project})
    newest.files.add(attachment)
    completeness_check(case, officer)
    assessment(case, officer)
    Note.objects.create(case=case, text=f"Ringde om {SECRET}.", written_by=officer, written_at=ASKED)
    message(case, text=f"Metoden kallas {SECRET}, och jag nås på anders.lind@region.test.")
    made_letter(proposed=proposal(case=case, submission=newest, by=officer))
    case.refresh_from_db()
    return case


def made_case_file(case: Case, by: User, at: datetime = MADE) -> CaseFile:
    """The case's whole file, ordered and made."""
    ordered = applications.records.actions.order_case_file(case_id=case.pk, by=by, at=at)
    return applications.records.actions.make_case_file(case_file_id=ordered.pk, at=at)


def disclosure(case: Case, by: User, **fields: Any) -> Disclosure:
    values = {"wanted": "Alla handlingar i ärendet", "received_at": ASKED, "at": ASKED, **fields}
    return applications.records.actions.open_disclosure(case_id=case.pk, by=by, **values)


def made_copy(asked: Disclosure, by: User, *, is_masked: bool = True, at: datetime = MADE) -> CaseFile:
    ordered = applications.records.actions.order_copy(disclosure_id=asked.pk, is_masked=is_masked, by=by, at=at)
    return applications.records.actions.make_case_file(case_file_id=ordered.pk, at=at)


def appeal(case: Case, by: User, **fields: Any) -> Appeal:
    values = {
        "appellant": "region",
        "appellant_name": case.region.name,
        "text": "Vi vill att beslutet ändras.",
        "arrived_at": ASKED,
        "at": ASKED,
        **fields,
    }
    return applications.records.actions.register_appeal(case_id=case.pk, by=by, **values)

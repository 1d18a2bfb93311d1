"""Who there is in the walk over every address, and what they meet: one person for each role, one case for each state.

anonymous            nobody has signed in
inactive             a case officer whose account was closed, with a session from before
nobody               signed in, with no role anywhere
former_editor        acted for the region until yesterday
reader, editor, signatory, coordinator      of the region whose case it is
other_region         editor of another region
officer              case officer of the case
other_officer        case officer, but not of this case; as everyone of the staff whom it opens to they have
                     declared that they have no conflict of interest in it
undeclared_officer   case officer who has not yet said whether they have a conflict of interest in the case
barred_officer       case officer who has declared a conflict of interest (jäv) in the case
party_officer        case officer who also acts for the region, and so has a conflict of interest without declaring it
asked_assessor       assessor asked to assess the case
other_assessor       assessor who was not asked
decision_maker, registrar, call_administrator
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from applications import records
from applications.calls.models import LetterText, Outcome
from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.decisions.actions import close_meeting, make_minutes
from applications.decisions.actions.boards import keep_board
from applications.decisions.models import Decision
from applications.submissions.models import MoreTime, SupplementRequest
from portal.accounts.models import StaffRole
from portal.pages.models import Page
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.correspondence import hearing, message
from tests.factories.drafting import attachment, draft_of, full_draft
from tests.factories.files import stored_file
from tests.factories.letters import made_letter, mailing, proposal
from tests.factories.meetings import meeting
from tests.factories.records import ASKED, appeal, disclosure, made_case_file
from tests.factories.regions import member
from tests.factories.scenarios import scenario
from tests.factories.submissions import submission

ANONYMOUS = frozenset({"anonymous", "inactive"})
WRITERS = frozenset({"editor", "signatory", "coordinator", "party_officer"})
REGION = WRITERS | {"reader"}
REGIONS = REGION | {"other_region"}
READERS = frozenset({"officer", "other_officer", "decision_maker", "registrar"})
UNDECLARED = frozenset({"undeclared_officer"})
OFFICERS = frozenset({"officer", "other_officer", "barred_officer", "party_officer"}) | UNDECLARED
HANDLERS = READERS | UNDECLARED | {"barred_officer", "party_officer", "asked_assessor", "other_assessor"}
STAFF = HANDLERS | {"call_administrator"}
SIGNED_IN = REGIONS | STAFF | {"nobody", "former_editor"}
EVERYONE = ANONYMOUS | SIGNED_IN
ROLES = sorted(EVERYONE)


class Cast:
    """One world for the whole walk: its people and its cases."""

    def __init__(self) -> None:
        now = timezone.now()
        # Open today, because views ask the real clock.
        self.call = call(slug="oppen", opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=30))
        self.secret_call = call(slug="inte-publicerad", published_at=None)
        Page.objects.create(slug="en-sida", title="En sida", body="Text.", changed_at=ARRIVED)
        self.people = _people()
        self.draft = full_draft(call=self.call, by=self.people["editor"])
        self.discarded = full_draft(call=self.call, by=self.people["editor"], discarded_at=now)
        self.handed_in = self._case(Stage.CHECKING)
        self.assessing = self._case(Stage.ASSESSING)
        self.proposed = self._case(Stage.PROPOSED)
        proposal(Outcome.REJECT, self.proposed, submission=self.proposed.submissions.get(), by=self.people["officer"])
        self.decided = self._case(Stage.PROPOSED)
        proposed = proposal(case=self.decided, submission=self.decided.submissions.get(), by=self.people["officer"])
        made_letter(proposed=proposed, by=self.people["decision_maker"])
        self.mailing = mailing([self.decided.decisions.get().letter], by=self.people["decision_maker"])
        self.scenario = scenario(self.call, by=self.people["officer"])
        keep_board(Decision.objects.get(case=self.decided))
        self.more_time = _asked_for_more_time(self.handed_in, now)
        self.message = message(self.handed_in, by=self.people["officer"], side="authority")
        self.hearing = hearing(self.handed_in, by=self.people["officer"])
        self.files = {"draft": attachment(self.draft).file, "handed_in": stored_file(by=self.people["editor"])}
        self.handed_in.submissions.get().files.add(self.files["handed_in"])
        self._make_records()
        self._hold_meeting(now)

    def _hold_meeting(self, now: datetime) -> None:
        """A meeting at which the decided case was decided, closed and with its minutes."""
        one_decision, chair = self.decided.decisions.get(), self.people["decision_maker"]
        one = meeting([one_decision.proposal], chair, [self.people["other_officer"]])
        one.items.update(decision=one_decision, state="decided")
        self.meeting = one
        minutes = close_meeting(meeting_id=one.pk, adjuster_id=self.people["other_officer"].pk, by=chair, at=now)
        make_minutes(minutes_id=minutes.pk, at=now)

    def _make_records(self) -> None:
        """A file, a request for documents with a mark, and an appeal."""
        officer = self.people["officer"]
        LetterText.objects.filter(call=self.call).update(may_be_appealed=True)
        self.case_file = made_case_file(self.handed_in, officer)
        self.disclosure = disclosure(self.handed_in, officer)
        words = {"words": "Dalarna", "label": "Ett namn", "ground": "31 kap. 16 § OSL", "by": officer, "at": ASKED}
        self.mark = records.actions.mark_words(disclosure_id=self.disclosure.pk, **words)
        self.appeal = appeal(self.decided, officer)

    def _case(self, stage: Stage) -> Case:
        case = submitted_case(stage, officer=self.people["officer"], call=self.call, by=self.people["editor"])
        draft_of(case)
        submission(case)
        conflict(case, self.people["barred_officer"])
        for role in ("asked_assessor", "decision_maker", "other_officer", "registrar"):
            no_conflict(case, self.people[role])
        Assessor.objects.create(case=case, person=self.people["asked_assessor"], asked_at=ARRIVED)
        return case

    def fill(self, parameters: tuple[str, ...], case: str, given: dict[str, Any]) -> dict[str, Any]:
        """What an address is given: the ids of this world's things, unless the table gives something else."""
        known = {
            "case_id": lambda: getattr(self, case).pk,
            "person_id": lambda: self.people["editor"].pk,
            "attachment_id": lambda: self.draft.draft.attachments.get().pk,
            "scenario_id": lambda: self.scenario.pk,
            "more_time_id": lambda: self.more_time.pk,
            "mailing_id": lambda: self.mailing.pk,
            "letter_id": lambda: self.decided.decisions.get().letter.pk,
            "declaration_id": lambda: getattr(self, case).declarations.get(has_conflict=True).pk,
            "message_id": lambda: self.message.pk,
            "hearing_id": lambda: self.hearing.pk,
            "proposal_id": lambda: getattr(self, case).proposals.get().pk,
            "meeting_id": lambda: self.meeting.pk,
            "item_id": lambda: self.meeting.items.get().pk,
            "case_file_id": lambda: self.case_file.pk,
            "disclosure_id": lambda: self.disclosure.pk,
            "mark_id": lambda: self.mark.pk,
            "appeal_id": lambda: self.appeal.pk,
            "uuid": lambda: self.files[case].uuid,
            "slug": lambda: self.call.slug,
        }
        return {name: given[name] if name in given else known[name]() for name in parameters}


def _asked_for_more_time(case: Case, now: datetime) -> MoreTime:
    """The region is to complete the case, and wants more time for it."""
    due_on = now.date() + timedelta(days=9)
    request = SupplementRequest.objects.create(
        case=case, text="Mer", sections=["project"], asked_by=case.officer, asked_at=now, due_on=due_on
    )
    case.draft.is_open, case.draft.open_sections = True, ["project"]
    case.draft.save()
    return MoreTime.objects.create(
        request=request, wanted_on=due_on, reason="Semester", asked_by=case.created_by, asked_at=now
    )


def _people() -> dict[str, Any]:
    party_officer = member("editor")
    StaffRole.objects.create(person=party_officer, role="case_officer")
    former_editor = member("editor")
    former_editor.memberships.update(ended_at=timezone.now() - timedelta(days=1))
    return {
        "anonymous": AnonymousUser(),
        "inactive": staff("case_officer", is_active=False),
        "nobody": UserFactory(),
        "former_editor": former_editor,
        "reader": member("reader"),
        "editor": member("editor"),
        "signatory": member("signatory"),
        "coordinator": member("coordinator"),
        "other_region": member("editor", code="12"),
        "officer": staff("case_officer"),
        "other_officer": staff("case_officer"),
        "undeclared_officer": staff("case_officer"),
        "barred_officer": staff("case_officer"),
        "party_officer": party_officer,
        "asked_assessor": staff("assessor"),
        "other_assessor": staff("assessor"),
        "decision_maker": staff("decision_maker"),
        "registrar": staff("registrar"),
        "call_administrator": staff("call_administrator"),
    }

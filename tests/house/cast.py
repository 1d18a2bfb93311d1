"""Who there is in the walk over every address, and what they meet: one person for each role, one case for each state.

anonymous            nobody has signed in
nobody               signed in, with no role anywhere
editor, signatory, coordinator      of the region whose case it is
other_region         editor of another region
officer              case officer of the case
other_officer        case officer, but not of this case
barred_officer       case officer who has declared a conflict of interest (jäv) in the case
asked_assessor       assessor asked to assess the case
other_assessor       assessor who was not asked
decision_maker, registrar, call_administrator
"""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from applications.calls.models import Outcome
from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.decisions.models import Proposal
from portal.pages.models import Page
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.drafting import attachment, full_draft
from tests.factories.regions import member
from tests.factories.submissions import submission

ANONYMOUS = frozenset({"anonymous"})
REGION = frozenset({"editor", "signatory", "coordinator"})
REGIONS = REGION | {"other_region"}
READERS = frozenset({"officer", "other_officer", "decision_maker", "registrar"})
OFFICERS = frozenset({"officer", "other_officer", "barred_officer"})
HANDLERS = READERS | {"barred_officer", "asked_assessor", "other_assessor"}
STAFF = HANDLERS | {"call_administrator"}
SIGNED_IN = REGIONS | STAFF | {"nobody"}
EVERYONE = ANONYMOUS | SIGNED_IN
ROLES = sorted(EVERYONE)


class Cast:
    """One world for one test: people made at once, cases when they are asked for."""

    def __init__(self) -> None:
        now = timezone.now()
        # Open today, because views ask the real clock.
        self.call = call(slug="oppen", opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=30))
        Page.objects.create(slug="en-sida", title="En sida", body="Text.", changed_at=ARRIVED)
        self.people: dict[str, Any] = {
            "anonymous": AnonymousUser(),
            "nobody": UserFactory(),
            "editor": member("editor"),
            "signatory": member("signatory"),
            "coordinator": member("coordinator"),
            "other_region": member("editor", code="12"),
            "officer": staff("case_officer"),
            "other_officer": staff("case_officer"),
            "barred_officer": staff("case_officer"),
            "asked_assessor": staff("assessor"),
            "other_assessor": staff("assessor"),
            "decision_maker": staff("decision_maker"),
            "registrar": staff("registrar"),
            "call_administrator": staff("call_administrator"),
        }

    @cached_property
    def draft(self) -> Case:
        return full_draft(call=self.call, by=self.people["editor"])

    @cached_property
    def handed_in(self) -> Case:
        return self._case(Stage.CHECKING)

    @cached_property
    def assessing(self) -> Case:
        return self._case(Stage.ASSESSING)

    @cached_property
    def proposed(self) -> Case:
        case = self._case(Stage.PROPOSED)
        Proposal.objects.create(
            case=case,
            submission=case.submissions.get(),
            outcome=Outcome.REJECT,
            reasons="Projektet ryms inte i utlysningens syfte.",
            proposed_by=self.people["officer"],
            proposed_at=ARRIVED,
            came_from=Stage.ASSESSING,
        )
        return case

    def _case(self, stage: Stage) -> Case:
        case = submitted_case(stage, officer=self.people["officer"], call=self.call, by=self.people["editor"])
        submission(case)
        conflict(case, self.people["barred_officer"])
        no_conflict(case, self.people["asked_assessor"])
        Assessor.objects.create(case=case, person=self.people["asked_assessor"], asked_at=ARRIVED)
        return case

    def fill(self, parameters: tuple[str, ...], case: str, given: dict[str, Any]) -> dict[str, Any]:
        """What an address is given: the ids of this world's things, unless the table gives something else."""
        known = {
            "case_id": lambda: getattr(self, case).pk,
            "attachment_id": lambda: attachment(self.draft).pk,
            "proposal_id": lambda: self.proposed.proposals.get().pk,
            "slug": lambda: self.call.slug,
        }
        return {name: given[name] if name in given else known[name]() for name in parameters}

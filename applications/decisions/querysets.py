"""The words in which proposals and decisions are asked for."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.correspondence.models import Hearing, HearingWaiver
from portal.accounts.rules import reads_every_case

# Outcomes by which a region gets less than it applied for, once its application is tried.
AGAINST_THE_REGION = (Outcome.REJECT, Outcome.GRANT_IN_PART)


class ProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Staff see the proposals in cases that they see as staff. A region never sees one."""
        return self.filter(case__in=Case.objects.visible_to_staff(user))

    def named_to(self, user: Any) -> "ProposalQuerySet":
        """Those that a list may name to staff, also before they have declared themselves in the case."""
        return self.filter(case__in=Case.objects.named_to_staff(user))

    def awaiting_decision(self) -> "ProposalQuerySet":
        return self.filter(state="open")

    def unheard(self) -> "ProposalQuerySet":
        """Those against their region, which is to be heard first in their call and has not been asked, nor is it noted
        why not (förvaltningslagen 25 §). Not those that replace a decision: whether they are worse, amounts alone say.
        """
        return self.filter(
            ~Exists(Hearing.objects.filter(case=OuterRef("case"))),
            ~Exists(HearingWaiver.objects.filter(case=OuterRef("case"))),
            state="open",
            replaces__isnull=True,
            outcome__in=AGAINST_THE_REGION,
            case__call__hears_before_refusal=True,
        )

    def not_being_heard(self, day: date) -> "ProposalQuerySet":
        """Those that no hearing stops on `day`: against their region, which is asked and can still answer in time.

        Those that replace a decision all stay: whether they are worse, amounts alone say.
        """
        asked = Hearing.objects.filter(case=OuterRef("case"), answer__isnull=True, due_on__gte=day)
        is_to_be_heard = Q(replaces__isnull=True, outcome__in=AGAINST_THE_REGION, case__call__hears_before_refusal=True)
        return self.filter(~(is_to_be_heard & Q(Exists(asked.newest()))))

    def with_all(self) -> "ProposalQuerySet":
        """With what the page of a proposal shows: its people, amounts, and the version that it is about."""
        people_and_things = self.select_related("proposed_by", "sent_back_by", "submission", "case__call", "replaces")
        return people_and_things.defer("submission__content").prefetch_related(
            "amounts", "submission__amounts", "replaces__amounts", "reason_rows__criterion"
        )


class DecisionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Staff see the decisions in cases that they see as staff; a region its own, once they are released to it."""
        as_staff = Case.objects.visible_to_staff(user)
        as_region = Case.objects.visible_to_region(user).exclude(released_outcome="")
        return self.filter(Q(case__in=as_staff) | Q(case__in=as_region, release__isnull=False))

    def visible_to_staff(self, user: Any) -> "DecisionQuerySet":
        """What `user` may see in the capacity of staff alone."""
        return self.filter(case__in=Case.objects.visible_to_staff(user))

    def named_to(self, user: Any) -> "DecisionQuerySet":
        """Those that a list may name to staff, also before they have declared themselves in the case."""
        return self.filter(case__in=Case.objects.named_to_staff(user))

    def in_force(self) -> "DecisionQuerySet":
        return self.filter(is_in_force=True)

    def held(self) -> "DecisionQuerySet":
        """In force, and not told to the region."""
        return self.in_force().filter(release__isnull=True)


class ScenarioQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ScenarioQuerySet":
        """Staff who read every case see the plans for calls' money; what a plan says of a case only to who sees it."""
        return self.all() if reads_every_case(user) else self.none()

    def in_use(self) -> "ScenarioQuerySet":
        return self.filter(archived_at__isnull=True)

    def locked(self) -> "ScenarioQuerySet":
        """Rows that nobody else changes until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class MeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Staff who read every case see the meetings; what a meeting says of a case only those who see the case."""
        return self.all() if reads_every_case(user) else self.none()

    def locked(self) -> "MeetingQuerySet":
        """Rows that nobody else changes until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)

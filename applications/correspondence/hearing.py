"""Where a case stands with hearing the region (förvaltningslagen 25 §)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from applications.cases.models import Case
from applications.correspondence.models import Hearing, HearingWaiver
from portal.prepared import Prepared


@dataclass(frozen=True)
class HearingStanding:
    """Whether the region has been heard, or until when it can answer in time, or why it need not be heard."""

    was_heard: bool = False
    waits_until: date | None = None
    waived_why: str = ""

    @property
    def is_done(self) -> bool:
        return self.was_heard or bool(self.waived_why)


def standing(
    hearings: list[Hearing], waivers: list[HearingWaiver], at: datetime, *, since: datetime | None = None
) -> HearingStanding:
    """How a case's hearings, each with its answer, and waivers add up at `at`. What came last counts, `since` then."""
    hearings = [each for each in hearings if since is None or each.asked_at > since]
    waivers = [each for each in waivers if since is None or each.noted_at > since]
    hearing = max(hearings, key=lambda each: each.pk, default=None)
    waiver = max(waivers, key=lambda each: each.pk, default=None)
    if hearing and (waiver is None or waiver.noted_at <= hearing.asked_at):
        is_over = hearing.answered_as is not None or localdate(at) > hearing.due_on
        return HearingStanding(was_heard=is_over, waits_until=None if is_over else hearing.due_on)
    return HearingStanding(waived_why=waiver.why if waiver else "")


def standing_of(case: Case, at: datetime, *, since: datetime | None = None) -> HearingStanding:
    """Two queries."""
    return standing(hearings_of(case), list(case.hearing_waivers.all()), at, since=since)


def hearings_of(case: Case) -> list[Hearing]:
    """A case's hearings with their texts and answers, and files, newest first. Three queries at most."""
    return _newest_first(case)


@Prepared
def _newest_first(case: Case) -> QuerySet[Hearing]:
    found = Hearing.objects.filter(case=case).select_related("message", "answer__message", "asked_by")
    return found.prefetch_related("message__attached__file", "answer__message__attached__file").order_by("-pk")


def to_be_heard(user: Any) -> QuerySet[Hearing]:
    """The hearings that the user's regions have not answered."""
    return Hearing.objects.visible_to_region(user).waiting().select_related("case")


def is_waiting(hearing: Hearing, case: Case) -> bool:
    """What `Hearing.objects.waiting()` finds, of a hearing and its case that are at hand."""
    is_undecided = not case.released_outcome or hearing.is_about_change
    return is_undecided and hearing.answered_as is None and case.withdrawn_at is None

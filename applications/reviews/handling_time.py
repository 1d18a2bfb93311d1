"""How cases stand with time: their clocks, and what has been said of them, from rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from applications.cases.models import Case
from applications.reviews.clocks import CaseClock, DecisionAsked, DelayTold, WithRegion, case_clock
from applications.reviews.models import DecisionRequest, DelayNotice, RequestRefusal
from applications.submissions.models import SupplementRequest


@dataclass(frozen=True)
class HandlingTime:
    """A case's clock, the notices of delay (first to last), the region's request and its refusal."""

    clock: CaseClock
    notices: list[DelayNotice]
    request: DecisionRequest | None

    @property
    def refusal(self) -> RequestRefusal | None:
        return self.request.refused_as if self.request else None

    @property
    def newest_notice(self) -> DelayNotice | None:
        return self.notices[-1] if self.notices else None


def handling_time(
    case: Any,
    *,
    at: datetime,
    supplements: Iterable[SupplementRequest] | None = None,
    decided_at: datetime | None = None,
) -> HandlingTime:
    """How one registered case, which came with its call, stands with time.

    One query for a case that came with `WITH_REQUEST` and whose `supplements`, all that it was asked to complete, are
    at hand; four at most.
    """
    notices = list(case.delay_notices.select_related("document").order_by("pk"))
    asked = list(case.supplement_requests.all()) if supplements is None else supplements
    request = getattr(case, "decision_request", None)
    return _made(case, asked, notices, request, today=localdate(at), decided_at=decided_at)


# What brings a case's request for a decision, and its refusal, with the case.
WITH_REQUEST = (
    "decision_request__document",
    "decision_request__refusal__document",
    "decision_request__refusal__file",
)


def handling_times(cases: Collection[Any], *, at: datetime) -> dict[int, HandlingTime]:
    """The same for many undecided cases, by key. Three queries however many."""
    supplements: dict[int, list[SupplementRequest]] = defaultdict(list)
    for asked in SupplementRequest.objects.filter(case__in=cases).only(
        "case_id", "asked_at", "due_on", "answered_at", "closed_at"
    ):
        supplements[asked.case_id].append(asked)
    notices: dict[int, list[DelayNotice]] = defaultdict(list)
    for notice in DelayNotice.objects.filter(case__in=cases).order_by("pk").defer("reason"):
        notices[notice.case_id].append(notice)
    found = DecisionRequest.objects.filter(case__in=cases).select_related("refusal")
    requests = {request.case_id: request for request in found}
    today = localdate(at)
    return {
        case.pk: _made(case, supplements[case.pk], notices[case.pk], requests.get(case.pk), today=today)
        for case in cases
    }


def request_of(case: Case) -> DecisionRequest | None:
    """The region's request that its case be decided, with its refusal. One query."""
    return DecisionRequest.objects.filter(case=case).select_related("document", "refusal__document").first()


def _made(
    case: Any,
    supplements: Iterable[SupplementRequest],
    notices: list[DelayNotice],
    request: DecisionRequest | None,
    *,
    today: date,
    decided_at: datetime | None = None,
) -> HandlingTime:
    clock = case_clock(
        arrived_on=localdate(case.arrived_at),
        today=today,
        service_months=case.call.decision_months,
        supplements=[_span(asked) for asked in supplements],
        told=[DelayTold(localdate(notice.sent_at), notice.expected_on) for notice in notices],
        asked=_asked(request),
        decided_on=localdate(decided_at) if decided_at else None,
    )
    return HandlingTime(clock, notices, request)


def _span(asked: SupplementRequest) -> WithRegion:
    ended_at = asked.answered_at or asked.closed_at
    return WithRegion(localdate(asked.asked_at), asked.due_on, localdate(ended_at) if ended_at else None)


def _asked(request: DecisionRequest | None) -> DecisionAsked | None:
    if request is None:
        return None
    refusal = request.refused_as
    return DecisionAsked(localdate(request.arrived_at), localdate(refusal.refused_at) if refusal else None)

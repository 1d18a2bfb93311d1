"""The page of the completeness check: where the check stands, what was asked of the region, and what may follow."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from applications.cases.models import Case
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.reviews import checklist, rules
from applications.reviews.checklist import Dismissal, Found, Point
from applications.reviews.models import AskedPoints, BegunCheck, CompletenessCheck
from applications.reviews.queries import checks_of, points_of
from applications.submissions.models import Submission, SupplementRequest
from applications.submissions.queries import latest_submission

CAN_BE_DISMISSED = (Stage.CHECKING, Stage.ASSESSING)


@dataclass(frozen=True)
class PointOnPage:
    """A point with what the last check found of it, and what the region was asked about it last."""

    point: Point
    before: dict[str, str] | None
    asked: SupplementRequest | None


@dataclass(frozen=True)
class CheckPage:
    case: Case
    submission: Submission | None
    # Newest first.
    checks: list[CompletenessCheck]
    begun: BegunCheck | None
    points: list[PointOnPage]
    # What the form begins with.
    found: dict[str, Found] = field(default_factory=dict)
    may_check: bool = False
    may_act: bool = False
    waiting: SupplementRequest | None = None
    # Whether its last day has gone.
    is_overdue: bool = False
    dismissals: list[Dismissal] = field(default_factory=list)

    @property
    def last(self) -> CompletenessCheck | None:
        return self.checks[0] if self.checks else None

    @property
    def version(self) -> int:
        return self.submission.number if self.submission else 0

    @property
    def has_new_version(self) -> bool:
        """Whether the region has sent another version since the last check."""
        return self.last is not None and self.last.submission is not None and self.version > self.last_version

    @property
    def last_version(self) -> int:
        return checklist.version_read(self.last) if self.last else 0

    @property
    def is_to_do(self) -> bool:
        """Whether the check waits for the officer, and not for what follows on it."""
        return self.may_check and (self.last is None or self.has_new_version or self.begun is not None)

    @property
    def mendable(self) -> list[dict[str, str]]:
        """What is unmet and the region can be asked about."""
        return checklist.mendable(self.last) if self.last else []

    @property
    def may_ask(self) -> bool:
        return self.may_act and self.waiting is None and bool(self.mendable) and not self.has_new_version

    @property
    def may_dismiss(self) -> bool:
        return self.may_act and self.last is not None and not self.last.is_complete and not self.has_new_version


def check_page(user: Any, case: Case, *, at: datetime, as_typed: bool = False) -> CheckPage:
    """The page for `user`, who may see the case, which came with its call and region. Thirteen queries at most.

    `as_typed`: somebody has filled in the form, which is shown whatever has happened in the meantime.
    """
    submission, checks = latest_submission(case), list(checks_of(case))
    last = checks[0] if checks else None
    may_act = may_handle(user, case) and case.stage in CAN_BE_DISMISSED and not case.withdrawn_at
    may_check = may_act and checklist.may_be_checked(case.stage, submission.number if submission else 0, last)
    may_check = may_check and rules.may_check(user, case)
    requests = list(case.supplement_requests.select_related("submission").defer("submission__content"))
    waiting = _waiting(requests)
    is_overdue = waiting is not None and waiting.is_overdue_on(localdate(at))
    if not may_check and not as_typed:
        grounds = _dismissals(last, requests) if may_act else []
        return CheckPage(
            case,
            submission,
            checks,
            None,
            [],
            may_act=may_act,
            waiting=waiting,
            is_overdue=is_overdue,
            dismissals=grounds,
        )
    begun = BegunCheck.objects.filter(case=case).select_related("saved_by").first()
    points = points_of(case, submission)
    return CheckPage(
        case=case,
        submission=submission,
        checks=checks,
        begun=begun,
        points=_on_page(points, last, requests),
        found=_found(points, last, begun, submission),
        may_check=may_check,
        may_act=may_act,
        waiting=waiting,
        is_overdue=is_overdue,
        dismissals=_dismissals(last, requests),
    )


def _waiting(requests: list[SupplementRequest]) -> SupplementRequest | None:
    return next((request for request in requests if request.is_open), None)


def _on_page(
    points: list[Point], last: CompletenessCheck | None, requests: list[SupplementRequest]
) -> list[PointOnPage]:
    before = {item["key"]: item for item in last.items} if last else {}
    asked = _asked_about(requests)
    return [PointOnPage(point, before.get(point.key), asked.get(point.key)) for point in points]


def _asked_about(requests: list[SupplementRequest]) -> dict[str, SupplementRequest]:
    """The newest request about each point, by the point's key. One query."""
    by_key = {request.pk: request for request in requests}
    found: dict[str, SupplementRequest] = {}
    for asked in AskedPoints.objects.filter(request__in=by_key).order_by("request") if by_key else ():
        found |= dict.fromkeys(asked.keys, by_key[asked.request_id])
    return found


def _found(
    points: list[Point], last: CompletenessCheck | None, begun: BegunCheck | None, submission: Submission | None
) -> dict[str, Found]:
    is_same = last is not None and last.submission_id == (submission.pk if submission else None)
    found = checklist.first_found(points, last, is_same_version=is_same)
    if begun:
        found |= {key: Found(each["answer"], each["note"]) for key, each in begun.answers.items()}
    return found


def _dismissals(last: CompletenessCheck | None, requests: list[SupplementRequest]) -> list[Dismissal]:
    """The grounds that the last check and the newest request give."""
    if last is None or last.is_complete:
        return []
    newest = requests[0] if requests else None
    never_came = newest is not None and newest.closed_at is not None
    return checklist.dismissals(last, was_never_completed=never_came)

"""What the pages of records need, in few queries each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from applications.cases.models import Case, Document
from applications.cases.querysets import alike
from applications.decisions.models import Decision, Ground
from applications.letters.models import Letter
from applications.records.models import Appeal, AppealStep, CaseFile, Disclosure
from portal.accounts.models import StaffRole, User
from portal.outbox.models import Job
from portal.prepared import Prepared

MOST_UNDER_WAY = 50

# --- Case files ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileState:
    """How far a case file has come."""

    case_file: CaseFile
    has_failed: bool = False

    @property
    def waits(self) -> bool:
        return not self.case_file.is_made and not self.has_failed


def files_of_case(case: Case) -> list[FileState]:
    """The whole files of a case, the newest first. Two queries at most."""
    files = case.case_files.filter(kind=CaseFile.Kind.COMPLETE).select_related("ordered_by").order_by("-pk")
    return _states(case, files)


def files_of_disclosure(disclosure: Disclosure) -> list[FileState]:
    return _states(disclosure.case, disclosure.case_files.select_related("ordered_by").order_by("-pk"))


def _states(case: Case, files: QuerySet[CaseFile]) -> list[FileState]:
    found = list(files)
    for each in found:
        each.case = case
    keys = [each.job_key for each in found if not each.is_made]
    failed = set(Job.objects.filter(key__in=keys, state=Job.State.FAILED).values_list("key", flat=True)) if keys else ()
    return [FileState(each, each.job_key in failed) for each in found]


# --- The register, across cases ---------------------------------------------------------------------------


def register_lines(
    user: Any, *, first: date | None, last: date | None, number_from: str, number_to: str, direction: str
) -> QuerySet[Document]:
    """Lines of the register of documents (OSL 5 kap. 2 §) in cases that `user` sees as staff, by day and number."""
    lines = Document.objects.filter(case__in=Case.objects.named_to_staff(user)).select_related("case__region")
    if first:
        lines = lines.filter(at__gte=make_aware(datetime.combine(first, time.min)))
    if last:
        lines = lines.filter(at__lt=make_aware(datetime.combine(last + timedelta(days=1), time.min)))
    if number_from:
        lines = lines.filter(case__registry_number__gte=number_from)
    if number_to:
        lines = lines.filter(case__registry_number__lte=number_to)
    if direction:
        lines = lines.filter(direction=direction)
    return lines.order_by("at", "case_id", "number")


# --- Disclosures ------------------------------------------------------------------------------------------


def disclosures_of(case: Case) -> list[Disclosure]:
    return list(case.disclosures.select_related("opened_by", "decision").order_by("-pk"))


# --- Appeals ----------------------------------------------------------------------------------------------


def decision_to_appeal(case: Case, arrived_at: datetime | None = None) -> Decision | None:
    """The decision of a case that an appeal is of; None when its region has been told of none.

    An appeal that came in before its decision was replaced is of that one, whenever it is registered.
    """
    told = list(case.decisions.filter(release__isnull=False).order_by("-pk"))
    decision = next((one for one in told if one.is_in_force), None)
    if arrived_at is not None:
        decision = next((one for one in told if one.decided_at <= arrived_at), decision)
    if decision is not None:
        decision.case = case
    return decision


def received_on(decision: Decision) -> date | None:
    """The day when the region got a decision, as far as the portal knows; None when nobody has opened its letter."""
    letter = Letter.objects.delivered().filter(decision=decision).first()
    moments = [moment for moment in (letter.first_opened_at, letter.acknowledged_at) if moment] if letter else []
    return localdate(min(moments)) if moments else None


def deciders_of(case: Case) -> list[User]:
    """Decision makers who have declared that they have no conflict of interest in the case."""
    is_decider = StaffRole.objects.filter(person=OuterRef("pk"), role=StaffRole.Role.DECISION_MAKER)
    free = case.declarations.filter(has_conflict=False).values("person")
    return list(User.objects.filter(Exists(is_decider), is_active=True, pk__in=free).order_by("name", "pk"))


def decision_that_changed(decision: Decision) -> Decision | None:
    """The newest decision that took the place of `decision`, if it changed it and did more than correct a slip.

    The region must have got it, with its letter: before that, nothing may tell of it.
    """
    told = Decision.objects.filter(case=decision.case_id, pk__gt=decision.pk, letter__delivered_at__isnull=False)
    later = list(told.filter(replaces__isnull=False).order_by("-pk"))
    return later[0] if any(not Ground(one.ground).is_correction for one in later) else None


def why_not_changed(decision: Decision) -> str:
    """Why it can't be noted that an appealed decision was changed; "" when it can."""
    later = Decision.objects.filter(case=decision.case_id, pk__gt=decision.pk, replaces__isnull=False)
    changes = [one for one in later.select_related("letter") if not Ground(one.ground).is_correction]
    if any(one.letter.is_delivered for one in changes):
        return ""
    if changes:
        return _("Regionen har inte fått det nya beslutet än. Lämna besked först, och kom sedan tillbaka hit.")
    if later:
        return _(
            "Det nya beslutet är en rättelse, och den ändrar inte vad som är beslutat. Välj att beslutet står fast."
        )
    return _("Det finns inget nytt beslut i ärendet. Fatta det först, och kom sedan tillbaka hit.")


@dataclass(frozen=True)
class AppealPage:
    """An appeal with its steps, and which of them comes next: "time", "late", "reconsider", "hand_over" or ""."""

    appeal: Appeal
    steps: list[AppealStep]
    next: str

    @property
    def changed_by(self) -> Decision | None:
        """The decision by which what was appealed is changed, once that is noted."""
        return next((step.decision for step in self.steps if step.kind == AppealStep.Kind.CHANGED), None)


def appeals_of(case: Case) -> list[AppealPage]:
    """A case's appeals, the newest first. Two queries."""
    appeals = case.appeals.select_related("decision", "file", "document", "registered_by")
    return [
        appeal_page(appeal)
        for appeal in appeals.prefetch_related("steps__case_file", "steps__decision").order_by("-pk")
    ]


def appeal_page(appeal: Appeal) -> AppealPage:
    """What an appeal that came with its steps has gone through, and what comes next."""
    steps = list(appeal.steps.all())
    return AppealPage(appeal, steps, next_step_of({step.kind for step in steps}))


def next_step_of(taken: set[str]) -> str:
    """Which step an appeal that has taken these waits for. Pure."""
    kind = AppealStep.Kind
    if taken & {kind.DISMISSED, kind.HANDED_OVER}:
        return ""
    if not taken & {kind.IN_TIME, kind.LATE, kind.LATE_ACCEPTED}:
        return "time"
    if kind.LATE in taken:
        return "late"
    return "hand_over" if taken & {kind.STANDS, kind.CHANGED} else "reconsider"


@dataclass(frozen=True)
class UnderWay:
    """What waits in a case: appeals for a step, and requests for documents for a decision."""

    case: Case
    appeals: list[AppealPage]
    disclosures: list[Disclosure]


def under_way(user: Any) -> list[UnderWay]:
    """Cases that `user` sees as staff in which an appeal or a request for documents waits, the oldest case first.

    One query when nothing waits, and three more when something does.
    """
    return [
        UnderWay(case, [appeal_page(appeal) for appeal in case.appeals.all()], list(case.disclosures.all()))
        for case in _under_way(user, alike=alike(user))
    ]


@Prepared
def _under_way(user: Any) -> Any:
    appeals, disclosures = Appeal.objects.under_way(), Disclosure.objects.undecided()
    # From these few to their cases, and not through all cases to see whether they have any.
    waiting = appeals.order_by().values("case").union(disclosures.order_by().values("case"))
    found = (
        Case.objects.visible_to_staff(user)
        .filter(pk__in=waiting)
        .select_related("region")
        .prefetch_related(
            Prefetch("appeals", appeals.prefetch_related("steps").order_by("arrived_at", "pk")),
            Prefetch("disclosures", disclosures.order_by("received_at", "pk")),
        )
    )
    return found.order_by("arrived_at", "pk")[:MOST_UNDER_WAY]


TOLD_TO_REGION = frozenset(
    {AppealStep.Kind.DISMISSED, AppealStep.Kind.STANDS, AppealStep.Kind.CHANGED, AppealStep.Kind.HANDED_OVER}
)


@dataclass(frozen=True)
class AppealEvent:
    """What a region is told of its own appeal."""

    appeal_id: int
    at: datetime
    what: str


def events_for_region(case: Case) -> Iterator[AppealEvent]:
    """That the region's appeals came in, and how they ended with us. Two queries at most."""
    for appeal in case.appeals.of_the_region().prefetch_related("steps"):
        yield AppealEvent(appeal.pk, appeal.arrived_at, "came_in")
        for step in appeal.steps.all():
            if step.kind in TOLD_TO_REGION:
                yield AppealEvent(appeal.pk, step.taken_at, step.kind)

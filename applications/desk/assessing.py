"""What waits because of assessments: one's own to make, and others' that are late in an officer's cases."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.cases.querysets import CaseQuerySet, alike
from applications.cases.states import Stage
from applications.desk.waiting import SHOWN_TASKS, Task, about_for_staff, decide_by, first_for_tasks
from applications.reviews.models import Assessment
from applications.reviews.queries import with_assessment_days
from portal.accounts.rules import reads_every_case
from portal.prepared import Prepared


def to_assess(user: Any, at: datetime) -> Iterator[Task]:
    """The cases that `user` is asked to assess and has not, the first day first. One query."""
    for case in _first_asked_of(user, alike=alike(user)):
        yield _task(_("Bedöm ansökan"), case, "search", at)


def asked_of(user: Any) -> CaseQuerySet:
    handed_in = Assessment.objects.filter(case=OuterRef("pk"), assessor=user, handed_in_at__isnull=False)
    named = Case.objects.named_to_staff(user)
    # To one who is an assessor alone, lists name no others.
    asked = named.filter(assessors__person=user) if reads_every_case(user) else named
    return asked.filter(~Exists(handed_in), stage=Stage.ASSESSING, withdrawn_at__isnull=True)


@Prepared
def _first_asked_of(user: Any) -> QuerySet[Any]:
    first = first_for_tasks(asked_of(user).order_by("assessment_day__due_on", "arrived_at", "pk"))
    return first.annotate(assess_by=F("assessment_day__due_on"))


def late_in(cases: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Those of the cases in which somebody has not handed in by the day set."""
    assessed = with_assessment_days(cases.filter(stage=Stage.ASSESSING, withdrawn_at__isnull=True))
    return assessed.filter(assess_by__lt=today, lacks_assessment=True).order_by("assess_by", "pk")


def late_assessment_tasks(late: QuerySet[Any], at: datetime) -> Iterator[Task]:
    for case in late[:SHOWN_TASKS]:
        yield _task(_("Bedömningen är försenad: påminn, eller sätt en ny dag"), case, "hourglass-split", at, "day")


def _task(title: str, case: Any, icon: str, at: datetime, page: str = "assess") -> Task:
    """A task in a case, annotated with the day to `assess_by`; without one it is late when its decision is."""
    promised = decide_by(case)
    last_day = case.assess_by or promised
    return Task(
        title,
        reverse(f"reviews:{page}", args=[case.pk]),
        about_for_staff(case),
        icon,
        since=case.arrived_at,
        due_on=case.assess_by,
        is_late=last_day is not None and localdate(at) > last_day,
        decide_by=promised,
    )

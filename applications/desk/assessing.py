"""What waits because of assessments: one's own to make, and others' that are late in an officer's cases."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.cases.querysets import alike
from applications.cases.states import Stage
from applications.desk.waiting import SHOWN_TASKS, Task, about_for_staff, decide_by, named_for_tasks
from applications.reviews.models import Assessment
from portal.prepared import Prepared


def to_assess(user: Any, at: datetime) -> Iterator[Task]:
    """The cases that `user` is asked to assess and has not, the first day first. One query."""
    for case in _asked_of(user, alike=alike(user)):
        yield _task(_("Bedöm ansökan"), case, "search", at)


@Prepared
def _asked_of(user: Any) -> QuerySet[Any]:
    handed_in = Assessment.objects.filter(case=OuterRef("pk"), assessor=user, handed_in_at__isnull=False)
    asked = named_for_tasks(user).filter(assessors__person=user, stage=Stage.ASSESSING, withdrawn_at__isnull=True)
    asked = asked.exclude(Exists(handed_in)).annotate(assess_by=F("assessment_day__due_on"))
    return asked.order_by("assess_by", "arrived_at", "pk")[:SHOWN_TASKS]


def late_for_officer(mine: Iterable[Any], at: datetime) -> Iterator[Task]:
    """Of an officer's cases, `with_assessment_days`: those in which somebody has not handed in by the day set."""
    today = localdate(at)
    late = [case for case in mine if case.lacks_assessment and _is_assessed(case) and (case.assess_by or today) < today]
    for case in sorted(late, key=lambda each: (each.assess_by, each.pk))[:SHOWN_TASKS]:
        yield _task(_("Bedömningen är försenad: påminn, eller sätt en ny dag"), case, "hourglass-split", at, "day")


def _is_assessed(case: Any) -> bool:
    return case.stage == Stage.ASSESSING and case.withdrawn_at is None


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

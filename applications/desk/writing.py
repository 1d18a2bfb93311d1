"""What a region can write and hand in now: drafts, marked as ready or sent back, and applications open for change."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.desk.waiting import Task
from applications.submissions.models import Reopening, SignOff
from regions.models import Region
from regions.rules import may_edit_for, may_sign_for


def draft_tasks(user: Any, region: Region, cases: list[Any], at: datetime) -> list[Task]:
    """What can be written and handed in now, among cases that came `with_writing`."""
    if not may_edit_for(user, region):
        return []
    return [
        Task(
            _draft_title(user, region, case),
            reverse(_draft_page(user, region, case), args=[case.pk]),
            f"{case.title} · {case.call.shown_title}",
            "pencil",
            closing=case.application_time,
        )
        for case in cases
        if (case.is_draft or (case.is_reopened and not case.withdrawn_at)) and case.application_time.is_open_at(at)
    ]


def with_writing(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Cases with the newest word on whether their draft is ready, and whether they are open for change."""
    newest = SignOff.objects.filter(case=OuterRef("pk")).order_by("-pk").values("state")[:1]
    reopened = Reopening.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    return cases.annotate(sign_off_state=Subquery(newest), is_reopened=Exists(reopened))


def _draft_title(user: Any, region: Region, case: Any) -> str:
    if case.sign_off_state == SignOff.State.WAITING:
        if may_sign_for(user, region):
            return _("Läs ansökan, som är markerad som klar, och lämna in den")
        return _("Väntar på att lämnas in")
    if case.sign_off_state == SignOff.State.SENT_BACK:
        return _("Ändra i ansökan, som är skickad tillbaka")
    if case.is_reopened:
        return _("Lämna in ansökan igen") if may_sign_for(user, region) else _("Fortsätt ändra i den inlämnade ansökan")
    return _("Fortsätt med ansökan och lämna in") if may_sign_for(user, region) else _("Fortsätt skriva")


def _draft_page(user: Any, region: Region, case: Any) -> str:
    is_ready = case.sign_off_state == SignOff.State.WAITING
    return "submissions:check" if is_ready and may_sign_for(user, region) else "drafting:overview"

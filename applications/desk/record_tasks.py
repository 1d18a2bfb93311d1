"""What waits for staff because of appeals and requests for documents."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.desk.waiting import SHOWN_TASKS, Task, about_for_staff
from applications.records.queries import AppealPage, appeals_under_way, disclosures_under_way
from portal.accounts.rules import is_case_officer, is_decision_maker, is_registrar


def record_tasks(user: Any) -> list[Task]:
    """Three queries for those who keep records or decide, and none for others."""
    if not (is_registrar(user) or is_case_officer(user) or is_decision_maker(user)):
        return []
    return [*list(_appeal_tasks(user))[:SHOWN_TASKS], *list(_disclosure_tasks(user))[:SHOWN_TASKS]]


def _appeal_tasks(user: Any) -> Iterator[Task]:
    titles = {
        "time": _("Pröva om överklagandet kom in i tid"),
        "late": _("Besluta att avvisa överklagandet"),
        "reconsider": _("Ompröva det överklagade beslutet"),
        "hand_over": _("Lämna över överklagandet till domstolen"),
    }
    for page in appeals_under_way(user):
        if _is_for(user, page):
            case = page.appeal.case
            url = reverse("records:appeal", args=[case.pk, page.appeal.pk])
            yield Task(titles[page.next], url, about_for_staff(case), "bank", since=page.appeal.arrived_at)


def _is_for(user: Any, page: AppealPage) -> bool:
    if page.next in {"late", "reconsider"}:
        return is_decision_maker(user)
    return is_registrar(user) or page.appeal.case.officer_id == user.pk


def _disclosure_tasks(user: Any) -> Iterator[Task]:
    for asked in disclosures_under_way(user):
        if is_registrar(user) or asked.case.officer_id == user.pk:
            url = reverse("records:disclosure", args=[asked.case_id, asked.pk])
            about = about_for_staff(asked.case)
            yield Task(
                _("Pröva vad som lämnas ut av allmänna handlingar"), url, about, "folder", since=asked.received_at
            )

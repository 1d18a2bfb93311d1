"""What waits for staff because of appeals and requests for documents."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.desk.waiting import SHOWN_TASKS, Task, about_for_staff
from applications.records.queries import UnderWay, under_way
from portal.accounts.rules import is_decision_maker, is_registrar, reads_every_case


def record_tasks(user: Any) -> list[Task]:
    """One query when nothing waits, and three more when something does."""
    waiting = under_way(user) if reads_every_case(user) else []
    return [*islice(_appeal_tasks(user, waiting), SHOWN_TASKS), *islice(_disclosure_tasks(user, waiting), SHOWN_TASKS)]


def _appeal_tasks(user: Any, waiting: list[UnderWay]) -> Iterator[Task]:
    titles = {
        "time": _("Pröva om överklagandet kom in i tid"),
        "late": _("Besluta att avvisa överklagandet"),
        "reconsider": _("Ompröva det överklagade beslutet"),
        "hand_over": _("Lämna över överklagandet till domstolen"),
    }
    for found in waiting:
        for page in found.appeals:
            is_decided = page.next in {"late", "reconsider"}
            if is_decision_maker(user) if is_decided else _keeps(user, found):
                url = reverse("records:appeal", args=[found.case.pk, page.appeal.pk])
                yield Task(titles[page.next], url, about_for_staff(found.case), "bank", since=page.appeal.arrived_at)


def _disclosure_tasks(user: Any, waiting: list[UnderWay]) -> Iterator[Task]:
    title = _("Pröva vad som lämnas ut av allmänna handlingar")
    for found in waiting:
        for asked in found.disclosures if _keeps(user, found) else ():
            url = reverse("records:disclosure", args=[found.case.pk, asked.pk])
            yield Task(title, url, about_for_staff(found.case), "folder", since=asked.received_at)


def _keeps(user: Any, found: UnderWay) -> bool:
    return is_registrar(user) or found.case.officer_id == user.pk

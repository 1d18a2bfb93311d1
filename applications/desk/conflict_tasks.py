"""The conflicts of interest (jäv) that wait for the authority to settle them (förvaltningslagen 18 §)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.models import Case, ConflictDeclaration
from applications.desk.waiting import SHOWN_TASKS, Task, about_for_staff


def conflicts_to_settle(user: Any) -> Iterator[Task]:
    """For one who decides: what others have declared, in the cases that they themselves are not barred from. One query.

    The law says that it is settled quickly, so that it stands here until it is, whether its notice was read or not.
    """
    declared = ConflictDeclaration.objects.to_settle().others_than_of(user)
    declared = declared.filter(case__in=Case.objects.named_to_staff(user)).select_related("person", "case__region")
    about = ("title", "registry_number", "region__name")
    shown = ("declared_at", "person__name", "person__email", *(f"case__{name}" for name in about))
    for each in declared.only(*shown).order_by("declared_at", "pk")[:SHOWN_TASKS]:
        yield Task(
            _("Pröva det jäv som %(name)s har anmält") % {"name": each.person},
            reverse("cases:settle", args=[each.case_id, each.pk]),
            about_for_staff(each.case),
            "person-exclamation",
            since=each.declared_at,
        )

"""What every action on a draft begins and ends with."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.drafting import rules
from applications.drafting.models import Draft
from portal.accounts.access import require

# What saving a section asks of a case, its call, its draft and its form. Who writes saves every few seconds.
_OF_A_SAVE = (
    "region_id",
    "discarded_at",
    "call__project_earliest_start_on",
    "call__project_latest_end_on",
    "draft__is_open",
    "draft__open_sections",
    "draft__saved_at",
    "draft__saved_by_id",
    "draft__form_version__definition",
)


def lock_with_draft(case_id: int, by: Any, *, also_discarded: bool = False, to_save: bool = False) -> Case:
    """A case of the region's and its draft, both locked. Raises Case.DoesNotExist; ValidationError when the region has
    taken the draft away. With `to_save` it comes with what saving a section asks of it, and no more.

    Both, because a joined row that is not locked itself is read as it was before the wait for the other.
    """
    cases = Case.objects.visible_to_region(by).filter(draft__isnull=False)
    locked = cases.select_for_update(of=("self", "draft"), no_key=True).select_related("call", "draft__form_version")
    locked = locked.only(*_OF_A_SAVE) if to_save else locked.with_call().select_related("region")
    case: Case = locked.get(pk=case_id)
    if case.discarded_at and not also_discarded:
        raise ValidationError(
            _(
                "Någon hos er har tagit bort utkastet. Lägg tillbaka det för att fortsätta. "
                "Det du skrev nu är inte sparat, men står kvar på sidan."
            ),
            code="discarded",
        )
    return case


def locked_draft(case_id: int, by: Any, section_key: str = "") -> Case:
    """The case with its draft, locked; for a save in a section, with what that asks. Raises Case.DoesNotExist,
    PermissionDenied; ValidationError where it is shut.
    """
    case = lock_with_draft(case_id, by, to_save=bool(section_key))
    require(rules.may_write_in(by, case), _("Bara den som får skriva för regionen kan ändra i utkastet."))
    if not case.draft.is_open:
        raise ValidationError(
            _(
                "Ansökan är inlämnad och går inte längre att ändra. "
                "Det du skrev nu är inte sparat, men står kvar på sidan."
            ),
            code="submitted",
        )
    if section_key and not case.draft.is_section_open(section_key):
        raise ValidationError(
            _(
                "Det här avsnittet ingår inte i det som vi har bett er komplettera, så det går inte att ändra. "
                "Det du skrev nu är inte sparat, men står kvar på sidan."
            ),
            code="section_shut",
        )
    return case


def note_saved(draft: Draft, *, by: Any, at: datetime) -> None:
    """Keep on a locked draft who saved anything in it last, and in which minute.

    Pages tell the minute. Who writes saves every few seconds, and one write to this row is enough for all of a minute.
    """
    if draft.saved_by_id == by.pk and _minute(draft.saved_at) == _minute(at):
        return
    Draft.objects.filter(pk=draft.pk).update(saved_at=at, saved_by=by)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)

"""The minutes of a meeting as one person may read them."""

from dataclasses import dataclass
from typing import Any

from applications.cases.models import Case
from applications.decisions.minutes import ShownMinutes, numbers_in, thaw
from applications.decisions.models import Minutes, MinutesApproval, MinutesFile


@dataclass(frozen=True)
class MinutesPage:
    """Sections of cases that are not open to the reader are not shown, and then neither is the file."""

    minutes: Minutes
    shown: ShownMinutes
    # Cases that open once the reader has declared themselves in them.
    to_declare: list[Case]
    file: MinutesFile | None
    approvals: list[MinutesApproval]

    @property
    def barred(self) -> int:
        """How many sections are about cases in which the reader has a conflict of interest."""
        return self.shown.hidden - len(self.to_declare)

    @property
    def may_have_file(self) -> bool:
        return not self.shown.hidden


def minutes_page(user: Any, kept: Minutes) -> MinutesPage:
    """Eight queries at most."""
    numbers = numbers_in(kept.content)
    seen = Case.objects.visible_to_staff(user).filter(registry_number__in=numbers)
    waits = Case.objects.awaiting_word_of(user).filter(registry_number__in=numbers).select_related("region")
    return MinutesPage(
        minutes=kept,
        shown=thaw(kept.content, seen=set(seen.values_list("registry_number", flat=True))),
        to_declare=list(waits.order_by("registry_number")),
        file=kept.files.order_by("-is_approved").first(),
        approvals=list(kept.approvals.all()),
    )

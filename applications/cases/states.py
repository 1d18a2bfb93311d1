"""The stages of a case and the one table of moves between them. Only `cases.actions` assigns a stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    SUBMITTED = "submitted", _("Ny")
    CHECKING = "checking", _("Granskas")
    ASSESSING = "assessing", _("Bedöms")
    PROPOSED = "proposed", _("Förslag till beslut")
    DECIDED = "decided", _("Beslutad")
    NOTIFIED = "notified", _("Beslut skickat")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.SUBMITTED}),
    # A case officer takes the case.
    Stage.SUBMITTED: frozenset({Stage.CHECKING}),
    # The completeness check is done; a case that is to be dismissed goes straight to a proposal.
    Stage.CHECKING: frozenset({Stage.ASSESSING, Stage.PROPOSED}),
    Stage.ASSESSING: frozenset({Stage.PROPOSED}),
    # Sent back to where it came from, or decided.
    Stage.PROPOSED: frozenset({Stage.CHECKING, Stage.ASSESSING, Stage.DECIDED}),
    # The letter is made and the region has been told.
    Stage.DECIDED: frozenset({Stage.NOTIFIED}),
    # Told again: of another decision, which replaces the one before.
    Stage.NOTIFIED: frozenset({Stage.NOTIFIED}),
}


# Handed in, and not decided. A decision that is held has ended it, though its region does not know.
UNDECIDED = (Stage.SUBMITTED, Stage.CHECKING, Stage.ASSESSING, Stage.PROPOSED)
# Decided, whether or not the region has been told.
ENDED = (Stage.DECIDED, Stage.NOTIFIED)
# Where an officer is wanted for a case that has none.
CAN_BE_TAKEN = (Stage.SUBMITTED, Stage.CHECKING, Stage.ASSESSING)
# Where a region may hand in a version: the first, or a new one while nothing has been proposed.
CAN_BE_HANDED_IN = (Stage.DRAFT, Stage.SUBMITTED, Stage.CHECKING, Stage.ASSESSING)


def may_move(old: str, new: str) -> bool:
    """Whether a case in stage `old` may go to `new`."""
    return Stage(new) in MOVES[Stage(old)]

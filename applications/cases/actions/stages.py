"""Where a case stands, and what can't be done there. The caller has locked its row."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.cases.states import Stage, may_move


def expect_stage(case: Case, *stages: Stage) -> None:
    """Stop an action on a case that has left the stages in which it can be done. Raises ValidationError."""
    if case.stage not in stages:
        raise ValidationError(
            _(
                "Ärendet har läget ”%(stage)s”, så det här går inte att göra nu. "
                "Ladda om sidan för att se vad som har hänt."
            ),
            code="stage",
            params={"stage": case.get_stage_display()},
        )


def expect_stage_for_region(case: Case, *stages: Stage) -> None:
    """Stop what a region would do in a case whose handling has left the stages for it. Raises ValidationError.

    In the same words whatever the stage, which the region does not see.
    """
    if case.stage not in stages:
        raise ValidationError(
            _(
                "Det går inte att göra det här nu. Det som är inlämnat gäller. "
                "Skriv ett meddelande till oss i ärendet om något behöver rättas."
            ),
            code="stage",
        )


def expect_not_withdrawn(case: Case) -> None:
    """Stop an action that an application which its region took back does not need. Raises ValidationError."""
    if case.withdrawn_at:
        raise ValidationError(
            _("Regionen har återkallat ansökan. Det som återstår är att besluta om avskrivning."), code="withdrawn"
        )


def move(*, case: Case, to: Stage) -> None:
    """Give a locked case its next stage. The action that calls records why.

    Raises ValidationError when the case has left the stage where this could be done.
    """
    if not may_move(case.stage, to):
        expect_stage(case)
    case.stage = to
    case.save(update_fields=["stage"])


def await_answer(*, case: Case, side: str) -> None:
    """Keep on a locked case which side has yet to answer the other, or "" for neither."""
    case.answer_awaited_from = side
    case.save(update_fields=["answer_awaited_from"])


def set_title(*, case: Case, title: str) -> None:
    """Keep the project's name, as its draft says, on a locked case."""
    if title and title != case.title:
        case.title = title
        case.save(update_fields=["title"])


def set_discarded(*, case: Case, at: datetime | None) -> None:
    """Keep when the draft of a locked case was taken away, or that it is back. The caller records it."""
    case.discarded_at = at
    case.save(update_fields=["discarded_at"])


def set_withdrawn(*, case: Case, at: datetime) -> None:
    """Keep when the region took a locked case's application back. The caller records it."""
    case.withdrawn_at = at
    case.save(update_fields=["withdrawn_at"])


def release_outcome(*, case: Case, outcome: str) -> None:
    """Let the region see how a locked case was decided. Done when the letter has been made."""
    case.released_outcome = outcome
    case.save(update_fields=["released_outcome"])

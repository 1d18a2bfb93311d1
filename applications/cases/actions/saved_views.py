"""A person's own names for filters of the work list. Of their settings, so not of any case's log."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from applications.cases.models import SavedView
from applications.cases.rules import handles_cases
from portal.accounts.access import require
from portal.accounts.models import User

# So that the list of them stays a list that one can read.
MOST_VIEWS = 20


@transaction.atomic
def save_view(*, name: str, query: str, by: Any, at: datetime) -> SavedView:
    """Keep `query`, the filters as the list's address has them, under a name. Raises ValidationError."""
    _check_may(by)
    User.objects.locked().get(pk=by.pk)  # Two at once would both find room for one more.
    if SavedView.objects.filter(person=by).count() >= MOST_VIEWS:
        raise ValidationError(
            _("Du har redan %(most)s vyer. Ta bort någon som du inte använder."),
            code="number",
            params={"most": MOST_VIEWS},
        )
    view = SavedView(person=by, query=query, saved_at=at)
    return _named(view, name)


@transaction.atomic
def rename_view(*, view_id: int, name: str, by: Any) -> SavedView:
    """Raises SavedView.DoesNotExist for somebody else's, and ValidationError."""
    _check_may(by)
    return _named(SavedView.objects.select_for_update().get(pk=view_id, person=by), name)


@transaction.atomic
def remove_view(*, view_id: int, by: Any) -> str:
    """Forget a view and give its name. Raises SavedView.DoesNotExist."""
    _check_may(by)
    view = SavedView.objects.select_for_update().get(pk=view_id, person=by)
    view.delete()
    return view.name


def _named(view: SavedView, name: str) -> SavedView:
    view.name = " ".join(name.split())
    if not view.name:
        raise ValidationError({"name": _("Skriv vad vyn ska heta.")}, code="required")
    view.full_clean()
    view.save()
    return view


def _check_may(by: Any) -> None:
    require(handles_cases(by), _("Bara den som arbetar med ärenden kan spara vyer av arbetslistan."))

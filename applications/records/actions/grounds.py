"""The grounds of secrecy that staff choose from."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.records.models import SecrecyGround
from portal.accounts.access import require
from portal.accounts.rules import is_call_administrator


@transaction.atomic
def save_ground(*, ground: SecrecyGround, by: Any, at: datetime) -> SecrecyGround:
    """Add a ground or give one new words. Marks that were made keep the words that they were made with.

    Raises PermissionDenied and ValidationError.
    """
    require(is_call_administrator(by), _("Bara utlysningsadministratörer ändrar sekretessgrunderna."))
    ground.full_clean()
    ground.save()
    return ground

"""Making and closing a person's calendar address."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from portal.accounts.querysets import digest_of
from portal.calendar.models import Feed


@transaction.atomic
def renew_feed(*, person: Any, at: datetime) -> str:
    """Give a person a new calendar address; the one before stops working. Returns it: later it can't be asked for."""
    token = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(person=person, defaults={"token_digest": digest_of(token), "made_at": at})
    return settings.PORTAL_URL + reverse("calendar:feed", args=[token])


@transaction.atomic
def close_feed(*, person: Any) -> None:
    """Take a person's calendar address away."""
    Feed.objects.filter(person=person).delete()

"""Telling people things. Only mail so far; the start page shows what waits by asking the rooms themselves."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

import portal.outbox.actions
from portal.notices.kinds import Kind, mutable_keys
from portal.notices.models import MutedKind
from portal.outbox.actions import NewMail
from portal.outbox.models import Mail


def render_notice(*, person: Any, template: str, context: dict[str, Any], kind: Kind | None = None) -> tuple[str, str]:
    """Subject and body of the mail `templates/<template>`, in the person's language.

    The template's first line is the subject. It is plain text: nothing is escaped. Beside `context` it knows `person`,
    `portal_url` and `agency_name`. The foot says who sends it and, for a `kind` that may be, how to turn it off.
    """
    given = {**context, "person": person, "portal_url": settings.PORTAL_URL, "agency_name": settings.AGENCY_NAME}
    with translation.override(person.language):
        subject, _line, body = _render(template, given).strip().partition("\n")
        foot = _render("notices/_mail_foot.txt", {**given, "kind": kind}).strip()
    return subject.strip(), f"{body.strip()}\n\n-- \n{foot}\n"


def _render(template: str, context: dict[str, Any]) -> str:
    return get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


@transaction.atomic(savepoint=False)
def notify(
    *,
    people: Collection[Any],
    kind: Kind,
    template: str,
    context: dict[str, Any] | Callable[[Any], dict[str, Any]],
    key: str,
    at: datetime,
    expires_at: datetime | None = None,
) -> list[Mail]:
    """Mail each of `people` who wants notices of this kind. `key` and the person make the mail unique.

    `context` may be a function of the person, where it is not the same for all. What is still not sent at `expires_at`
    is not sent at all.
    """
    muted = who_muted(kind, people)
    mails = []
    for person in people:
        if person.is_active and person.pk not in muted:
            own = context(person) if callable(context) else context
            subject, body = render_notice(person=person, template=template, context=own, kind=kind)
            mails.append(NewMail(f"{key}:{person.pk}", person, subject, body))
    return portal.outbox.actions.queue_mails(mails, category=kind.key, at=at, expires_at=expires_at)


def who_muted(kind: Kind, people: Collection[Any]) -> set[int]:
    """The ids of those of `people` who do not want mails of this kind."""
    if not kind.may_be_muted:
        return set()
    return set(MutedKind.objects.filter(kind=kind.key, person__in=people).values_list("person_id", flat=True))


@transaction.atomic
def choose_kinds(*, person: Any, wanted: Collection[str]) -> None:
    """Keep which of the kinds that may be muted a person wants by mail."""
    muted = mutable_keys() - set(wanted)
    MutedKind.objects.filter(person=person).exclude(kind__in=muted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(person=person, kind=kind) for kind in sorted(muted)], ignore_conflicts=True
    )

"""Telling people things. Only mail so far; the start page shows what waits by asking the rooms themselves."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

import portal.outbox.actions
from portal.notices.kinds import Kind, mutable_keys
from portal.notices.models import MutedKind
from portal.outbox.models import Mail


def render_notice(*, person: Any, template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of the mail `templates/<template>`, in the person's language.

    The template's first line is the subject.
    """
    with translation.override(person.language):
        text = render_to_string(template, {**context, "person": person})
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


@transaction.atomic
def notify(
    *, people: Collection[Any], kind: Kind, template: str, context: dict[str, Any], key: str, at: datetime
) -> list[Mail]:
    """Mail each of `people` who wants notices of this kind. `key` and the person make the mail unique."""
    muted = (
        set(MutedKind.objects.filter(kind=kind.key, person__in=people).values_list("person_id", flat=True))
        if kind.may_be_muted
        else set()
    )
    mails = []
    for person in people:
        if person.pk in muted or not person.is_active:
            continue
        subject, body = render_notice(person=person, template=template, context=context)
        mails.append(
            portal.outbox.actions.queue_mail(
                to=person.email,
                person=person,
                subject=subject,
                body=body,
                category=kind.key,
                key=f"{key}:{person.pk}",
                at=at,
            )
        )
    return mails


@transaction.atomic
def choose_kinds(*, person: Any, wanted: Collection[str]) -> None:
    """Keep which of the kinds that may be muted a person wants by mail."""
    muted = mutable_keys() - set(wanted)
    MutedKind.objects.filter(person=person).exclude(kind__in=muted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(person=person, kind=kind) for kind in sorted(muted)], ignore_conflicts=True
    )

"""What django-allauth asks of the portal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

import portal.outbox.actions


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody registers: people are invited (portal.accounts.actions.invite_person). Mails go through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        portal.outbox.actions.queue_mail(
            to=email, subject=str(message.subject), body=str(message.body), category="account", at=timezone.now()
        )

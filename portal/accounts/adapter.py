"""What django-allauth asks of the portal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import portal.accounts.actions
import portal.outbox.actions
from portal.accounts.language import remember_language
from portal.proxies import CLIENT_ADDRESS


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody registers: people are invited (portal.accounts.actions.invite_person). Mails go through the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-postadressen och lösenordet hör inte ihop. Kontrollera båda, eller välj ett nytt lösenord."
        ),
        "too_many_login_attempts": _(
            "Det har blivit för många försök att logga in. Vänta fem minuter, eller välj ett nytt lösenord."
        ),
        "incorrect_password": _("Lösenordet stämmer inte. Försök igen."),
        "enter_current_password": _("Lösenordet stämmer inte. Skriv det lösenord som du har nu."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose failures are counted: the person's address, not that of the proxy in front of the portal."""
        return request.META.get(CLIENT_ADDRESS) or super().get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {**context, "agency_name": settings.AGENCY_NAME})
        portal.outbox.actions.queue_mail(
            to=email, subject=str(message.subject), body=str(message.body), category="account", at=timezone.now()
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail: always to the portal's own address, whatever the request said its host was."""
        # allauth's address takes user and key apart, and joins them with a hyphen here.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PORTAL_URL + path.replace("UID-KEY", key)

    def set_password(self, user: Any, password: str) -> None:
        portal.accounts.actions.set_password(person=user, password=password, at=timezone.now())

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response

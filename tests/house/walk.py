"""Asking addresses as the people of a cast."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.house.cast import ROLES, Cast

# Where staff are led before a case opens to them.
DECLARATION = re.compile(r"/arenden/\d+/jav/\?then=")


class Walk:
    """Asks as each person of a cast in turn, everyone with a session of their own."""

    def __init__(self, cast: Cast, *, raises: bool = True) -> None:
        self.cast = cast
        self.client = Client(raise_request_exception=raises)
        self.sessions = {role: self._sign_in(role) for role in ROLES if role != "anonymous"}

    def _sign_in(self, role: str) -> str:
        self.client.cookies.clear()
        self.client.force_login(self.cast.people[role])
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def answers(self, path: str, method: str, posted: dict[str, Any], roles: Iterable[str] = ROLES) -> dict[str, str]:
        """What the address says to each role, in a word."""
        return {role: in_a_word(self.ask(role, path, method, posted), method) for role in roles}

    def ask(self, role: str, path: str, method: str = "get", posted: Any = None, kind: str = "") -> HttpResponse:
        """The answer to one role, read to its end. What it made that person write is taken back.

        `posted` are a form's fields, or with `kind`, a content type, the body as bytes.
        """
        self.client.cookies.clear()
        if role in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        with transaction.atomic():
            if kind:
                response = self.client.generic(method, path, posted, kind)
            else:
                response = getattr(self.client, method)(path, posted)
            transaction.set_rollback(True)
        if response.streaming:
            response.getvalue()  # and with its end the file is closed
        return response


def in_a_word(response: HttpResponse, method: str) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?"):
        return "sign in"
    if response.status_code == 302 and DECLARATION.match(response["Location"]):
        return "asked to declare"
    words = {403: "refused", 404: "hidden", 405: f"{method} is not for this address"}
    return words.get(response.status_code, "open" if response.status_code < 500 else "broken")

"""What real letters must be signed with. Part of `manage.py check --deploy`, as portal.checks is."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal.checks import LOOPBACK
from portal.pdf.certificates import CredentialsUnusable, credentials


@register(Tags.security, deploy=True)
def check_signature(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """There is a key with a certificate that somebody else vouches for, and they can be used.

    A portal that nobody else can reach is told, but may do without.
    """
    if not (settings.SIGNING_KEY or settings.SIGNING_CERTIFICATE):
        hint = "It does not show who made a letter. Set SIGNING_KEY and SIGNING_CERTIFICATE (docs/operations.md)."
        told = "Letters are signed with a certificate of our own making."
        if urlsplit(settings.PORTAL_URL).hostname in LOOPBACK:
            return [Warning(told, id="portal.W002", hint=hint)]
        return [Error(told, id="portal.E012", hint=hint)]
    try:
        credentials()
    except CredentialsUnusable as fault:
        hint = "Give both as PEM: the key, and its certificate followed by its chain."
        return [Error(str(fault), id="portal.E013", hint=hint)]
    return []

"""What a real installation must have. `manage.py check --deploy` tells, and the containers refuse to start.

A portal whose address is this machine's own (http://127.0.0.1) may do without https: nobody else can reach it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal.proxies import UNIX_SOCKET, network_of

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security)
def check_trusted_proxies(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Entries of TRUSTED_PROXIES that name no address or network: nobody is trusted because of them."""
    hint = "Write an address (10.0.0.1), a network (10.0.0.0/8, ending in zeros) or unix for a Unix socket."
    return [
        Error(f"TRUSTED_PROXIES: “{entry}” is no address or network.", id="portal.E008", hint=hint)
        for entry in settings.TRUSTED_PROXIES
        if entry != UNIX_SOCKET and network_of(entry) is None
    ]


@register(Tags.security, deploy=True)
def check_installation(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Every reason why this must not be used for real cases."""
    return [
        *_check_secrets_and_data(),
        *_check_messages_and_files(),
        *_check_bucket(),
        *_check_addresses(),
    ]


def _check_secrets_and_data() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.INSECURE_SECRET_KEY:
        found.append(Error("SECRET_KEY is the one that everybody can read.", id="portal.E001", hint=_set("SECRET_KEY")))
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        found.append(Error("The database is SQLite.", id="portal.E002", hint=_set("DATABASE_URL")))
    if not settings.REDIS_URL:
        hint = f"Sign-in counts its failures in the shared cache. {_set('REDIS_URL')}"
        found.append(Error("There is no shared cache.", id="portal.E003", hint=hint))
    return found


def _check_messages_and_files() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend":
        found.append(Error("Mails are not sent.", id="portal.E004", hint=_set("EMAIL_URL")))
    if not settings.CLAMD_ADDRESS:
        found.append(Error("Files are not scanned for viruses.", id="portal.E005", hint=_set("CLAMD_ADDRESS")))
    if settings.PORTAL_DEMO:
        found.append(Error("This is a demonstration.", id="portal.E006", hint="Leave PORTAL_DEMO out."))
    return found


def _check_bucket() -> list[CheckMessage]:
    """Files are on disk, or in a bucket of S3 that is set up whole."""
    found: list[CheckMessage] = []
    keys = [settings.S3_ACCESS_KEY_ID, settings.S3_SECRET_ACCESS_KEY]
    if not settings.S3_BUCKET and any([*keys, settings.S3_ENDPOINT_URL, settings.S3_REGION]):
        hint = f"Files would be kept on disk. {_set('S3_BUCKET')}"
        found.append(Error("S3 is set up but for its bucket.", id="portal.E009", hint=hint))
    if any(keys) and not all(keys):
        hint = "Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither where the machine has a role of its own."
        found.append(Error("S3 has half a key.", id="portal.E010", hint=hint))
    endpoint = urlsplit(settings.S3_ENDPOINT_URL)
    if settings.S3_ENDPOINT_URL and endpoint.scheme != "https" and endpoint.hostname not in LOOPBACK:
        hint = "Give S3_ENDPOINT_URL an address that begins with https://."
        found.append(Error("Files would be sent in the clear.", id="portal.E011", hint=hint))
    return found


def _check_addresses() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.PORTAL_HTTPS and urlsplit(settings.PORTAL_URL).hostname not in LOOPBACK:
        hint = "Give PORTAL_URL an address that begins with https://, and leave PORTAL_HTTPS out."
        found.append(Error("Passwords would be sent in the clear.", id="portal.E007", hint=hint))
    if not settings.TRUSTED_PROXIES:
        hint = f"A request's arrival is noted when a worker is free, not when it came. {_set('TRUSTED_PROXIES')}"
        found.append(Warning("No reverse proxy is trusted.", id="portal.W001", hint=hint))
    return found


def _set(name: str) -> str:
    return f"Set {name} (docs/operations.md)."

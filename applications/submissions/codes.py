"""Codes that people read aloud and type, for receipts and letters: sixty random bits in three groups."""

import re
import secrets

from django.conf import settings
from django.urls import reverse

# Without letters that look like digits (Crockford's base 32).
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("OIL", "011")
_LENGTH, _GROUP = 12, 4


def new_code() -> str:
    """A code that nobody can guess: `K7QF-2M9X-TD4R`."""
    return _grouped("".join(secrets.choice(_LETTERS) for _number in range(_LENGTH)))


def check_url(code: str) -> str:
    """The public page that tells what is known of the letter with this code."""
    return f"{settings.PORTAL_URL}{reverse('letters:check_code', args=[code])}"


def check_address(code: str) -> str:
    """The same as one types it; "" without a code."""
    return check_url(code).partition("://")[2].rstrip("/") if code else ""


def code_as_typed(text: str) -> str:
    """The code that somebody typed, as it is kept: without spaces, in groups, and look-alikes read as what they are."""
    return _grouped(re.sub(r"[\s–-]", "", text).upper().translate(_LOOK_ALIKE))


def hash_as_typed(text: str) -> str:
    """A checksum that somebody typed or pasted, as it is kept; "" when it is none."""
    digest = re.sub(r"\s", "", text).lower()
    return digest if re.fullmatch(r"[0-9a-f]{64}", digest) else ""


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))

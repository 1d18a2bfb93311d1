"""The arithmetic of the hash chain: SHA-256 over canonical JSON (RFC 8785)."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785


def digest(content: Any) -> str:
    """SHA-256, as 64 hexadecimal digits, of `content` as canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def entry_hash(
    *, subject: str, sequence: int, event: str, at: datetime, by: int | None, details_digest: str, previous_hash: str
) -> str:
    """The hash of one entry, over all that it says and the hash before it."""
    return digest(
        {
            "subject": subject,
            "sequence": sequence,
            "event": event,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": by,
            "details_digest": details_digest,
            "previous_hash": previous_hash,
        }
    )

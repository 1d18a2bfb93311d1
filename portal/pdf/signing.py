"""Signing PDF files. The libraries for it are large and loaded when first asked for: web processes sign nothing."""

from datetime import datetime

from portal.pdf.certificates import Credentials


def with_signature_field(pdf: bytes, *, description: str) -> bytes:
    """A tagged PDF with an empty, invisible signature field, told of among its tags. The same in, the same out."""
    from portal.pdf import pades

    return pades.with_signature_field(pdf, description=description)


def sign_pdf(pdf: bytes, *, credentials: Credentials, reason: str, at: datetime) -> bytes:
    """Sign a PDF that has the empty field, as of `at` (PAdES B-B). What it held stays as it was, byte for byte."""
    from portal.pdf import pades

    return pades.sign_pdf(pdf, credentials=credentials, reason=reason, at=at)

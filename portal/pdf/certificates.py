"""The key and certificate that documents are signed with: from the environment, else one that the portal makes itself.

A certificate of our own making shows that a document is unchanged, but not who made it: pages say so, and
`manage.py check --deploy` refuses it (portal.pdf.checks).
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from asn1crypto import keys, pem, x509
from cryptography import x509 as making
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

# So long that no demonstration outlives it; the dates say nothing else.
_OWN_FROM, _OWN_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_FILE = "own-signature.pem"


@dataclass(frozen=True)
class Credentials:
    """What a document is signed with."""

    key: keys.PrivateKeyInfo
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    # Made by the portal itself, which nobody else vouches for.
    is_own: bool

    @property
    def fingerprint(self) -> str:
        return str(self.certificate.sha256.hex())

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        subject = self.certificate.subject.native
        return str(subject.get("common_name") or subject.get("organization_name") or "")


class CredentialsUnusable(Exception):
    """The key and certificate in the environment can't be used; the message says why, without their content."""


def credentials() -> Credentials:
    """What documents are signed with here and now. Raises CredentialsUnusable."""
    if settings.SIGNING_CERTIFICATE or settings.SIGNING_KEY:
        return _read(settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE, settings.SIGNING_KEY_PASSWORD, is_own=False)
    return _own()


@cache
def _read(key: str, certificates: str, password: str, *, is_own: bool) -> Credentials:
    try:
        secret = serialization.load_pem_private_key(key.encode(), password.encode() or None)
        found = [data for kind, _headers, data in pem.unarmor(certificates.encode(), multiple=True) if _is_one(kind)]
        certificate, *chain = [x509.Certificate.load(data) for data in found]
        _check_pair(secret, certificate)
    except (ValueError, TypeError) as fault:
        raise CredentialsUnusable(f"SIGNING_KEY and SIGNING_CERTIFICATE can't be used: {fault}") from fault
    der = secret.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Credentials(keys.PrivateKeyInfo.load(der), certificate, tuple(chain), is_own)


def _is_one(kind: str) -> bool:
    return kind == "CERTIFICATE"


def _check_pair(secret: Any, certificate: x509.Certificate) -> None:
    """The first certificate is that of the key. Raises ValueError."""
    public = secret.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if certificate.public_key.dump() != public:
        raise ValueError("the first certificate is not the key's")


def _own() -> Credentials:
    """The portal's own, made once and kept under LOCAL_DIR."""
    path = settings.LOCAL_DIR / _FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{_FILE}.{os.getpid()}")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(_make())
        # Two processes at once: the first one's stands, and both read it.
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    text = path.read_text(encoding="ascii")
    return _read(text, text, "", is_own=True)


def _make() -> str:
    """A key and a certificate that it has signed itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = making.Name([making.NameAttribute(NameOID.COMMON_NAME, f"{settings.AGENCY_NAME} (eget certifikat)"[:64])])
    certificate = (
        making.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(making.random_serial_number())
        .not_valid_before(_OWN_FROM)
        .not_valid_after(_OWN_UNTIL)
        .add_extension(making.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signatures(), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (secret + certificate.public_bytes(serialization.Encoding.PEM)).decode("ascii")


def _for_signatures() -> making.KeyUsage:
    allowed = {"digital_signature": True, "content_commitment": True}
    names = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    return making.KeyUsage(**allowed, **dict.fromkeys((*names, "encipher_only", "decipher_only"), False))

"""`check --deploy` names each thing that a real installation lacks."""

import pytest

from portal.checks import check_installation
from portal.pdf.certificates import _make
from portal.pdf.checks import check_signature


@pytest.fixture
def real(settings, monkeypatch):
    """Settings of a real installation."""
    settings.SECRET_KEY = "a key that nobody else knows"
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.postgresql"})
    settings.REDIS_URL = "redis://redis.example.test"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CLAMD_ADDRESS = "clamd.example.test:3310"
    settings.PORTAL_DEMO = False
    settings.PORTAL_HTTPS = True
    settings.PORTAL_URL = "https://portal.example.test"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    return settings


def found() -> list[str]:
    return [str(message.id) for message in check_installation()]


def test_real_installation_is_clean(real):
    assert found() == []


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("REDIS_URL", "", "portal.E003"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "portal.E004"),
        ("CLAMD_ADDRESS", "", "portal.E005"),
        ("PORTAL_DEMO", True, "portal.E006"),
        ("PORTAL_HTTPS", False, "portal.E007"),
        ("TRUSTED_PROXIES", [], "portal.W001"),
        ("S3_REGION", "eu-north-1", "portal.E009"),
    ],
)
def test_each_lack_is_named(real, setting, value, expected):
    setattr(real, setting, value)

    assert found() == [expected]


def test_bucket_that_is_set_up_by_half_is_named(real):
    real.S3_BUCKET, real.S3_ACCESS_KEY_ID = "bilagor", "key"

    assert found() == ["portal.E010"]

    real.S3_SECRET_ACCESS_KEY, real.S3_ENDPOINT_URL = "secret", "http://s3.example.test"

    assert found() == ["portal.E011"]

    real.S3_ENDPOINT_URL = "https://s3.example.test"

    assert found() == []


def test_sqlite_is_named(real, monkeypatch):
    monkeypatch.setitem(real.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3"})

    assert found() == ["portal.E002"]


def test_key_that_everybody_can_read_is_named(real):
    real.SECRET_KEY = real.INSECURE_SECRET_KEY

    assert found() == ["portal.E001"]


def test_portal_that_only_its_own_machine_can_reach_may_do_without_https(real):
    real.PORTAL_HTTPS, real.PORTAL_URL = False, "http://127.0.0.1:8080"

    assert found() == []


def test_signature_of_our_own_making_is_named_and_a_key_that_cannot_be_used(real):
    def signature() -> list[str]:
        return [str(message.id) for message in check_signature()]

    assert signature() == ["portal.E012"]

    real.SIGNING_KEY, real.SIGNING_CERTIFICATE = "a key", "a certificate"
    assert signature() == ["portal.E013"]

    real.SIGNING_KEY = real.SIGNING_CERTIFICATE = _make()
    assert signature() == []

    real.SIGNING_KEY = real.SIGNING_CERTIFICATE = ""
    real.PORTAL_URL = "http://127.0.0.1:8080"
    assert signature() == ["portal.W002"]

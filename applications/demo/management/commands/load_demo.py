from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.calls.models import Call
from applications.demo import story


class Command(BaseCommand):
    help = "Write the demonstration's people and cases into the database, unless they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("Only for the demonstration: set PORTAL_DEMO=1.")
        if Call.objects.filter(slug=story.SLUG).exists():
            return
        _hash_passwords_fast()
        story.tell(at=timezone.now())


def _hash_passwords_fast() -> None:
    """Everyone's password is printed, and was half of the wait. Django hashes each as usual when it is first used."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        hasher.iterations = 1000

from typing import Any

from django.conf import settings
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
        story.tell(at=timezone.now())

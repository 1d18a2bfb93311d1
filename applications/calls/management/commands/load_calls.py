from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from applications.calls.shipped import load_calls


class Command(BaseCommand):
    help = "Add the calls that come with the portal and are not in the database. Safe to run again."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        added = load_calls(apps)
        self.stdout.write("\n".join(f"Added {slug}" for slug in added) or "Nothing to add.")

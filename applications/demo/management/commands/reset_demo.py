import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# What the demonstration makes for itself under LOCAL_DIR; the letter's fonts stay.
MADE = (
    "portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm",
    "files", "mail", "queue", "cache", "beat", "demo.json",
)  # fmt: skip


class Command(BaseCommand):
    help = "Throw away the demonstration's data. The next `make demo` starts over."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for name in MADE:
            path = settings.LOCAL_DIR / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.stdout.write("The demonstration's data is gone.")

from typing import Any

from django.core.management.base import BaseCommand

from portal.pdf.fonts import build_fonts


class Command(BaseCommand):
    help = "Make the fonts of PDF letters from the npm package. Quick, and does nothing when they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{build_fonts()} fonts made")

from typing import Any

from django.core.management.base import BaseCommand

from regions.models import Region
from regions.register import load_regions


class Command(BaseCommand):
    help = "Writes the register of regions (regions/data/regions.csv) into the database. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_regions(Region)} regions are in the database.")

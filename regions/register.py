"""The register of the 21 regions in data/regions.csv."""

import csv
from pathlib import Path
from typing import Any

REGISTER = Path(__file__).parent / "data" / "regions.csv"


def load_regions(region_model: Any) -> int:
    """Write the register's rows into the database: new ones added, changed ones changed. Safe to run again.

    `region_model` is the model, or a migration's state of it. Raises ValidationError when a row is not right.
    Returns how many rows the register has.
    """
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        region = region_model(**row)
        region.clean_fields()
        region_model.objects.update_or_create(code=row["code"], defaults=row)
    return len(rows)

"""The texts that the portal is shipped with, in texts/<slug>.<language>.md: a title after "# ", then the text."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

FOLDER = Path(__file__).parent / "texts"


def load_shipped_texts(page_model: Any) -> int:
    """Add the shipped pages that are missing; a page that exists is the authority's own and is left alone.

    `page_model` is the model, or a migration's state of it. Returns how many were added.
    """
    added = 0
    for path in sorted(FOLDER.glob("*.sv.md")):
        slug = path.name.partition(".")[0]
        title, body = _read(path)
        title_en, body_en = _read(path.with_name(f"{slug}.en.md"))
        _page, created = page_model.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title,
                "body": body,
                "title_en": title_en,
                "body_en": body_en,
                "changed_at": timezone.now(),
            },
        )
        added += created
    return added


def _read(path: Path) -> tuple[str, str]:
    """Title and text of one file."""
    text = path.read_text(encoding="utf-8").replace("{agency_email}", settings.AGENCY_EMAIL)
    title, _newline, body = text.partition("\n")
    return title.removeprefix("# ").strip(), body.strip() + "\n"

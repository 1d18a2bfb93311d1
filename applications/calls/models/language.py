"""Texts that may stand in English beside the Swedish."""

from django.db import models
from django.utils import translation


def in_language(thing: models.Model, field: str) -> str:
    """The text of `field` in the language in use: its `…_en` where English is on and written, else Swedish."""
    english = getattr(thing, f"{field}_en") if translation.get_language() == "en" else ""
    return english or getattr(thing, field)

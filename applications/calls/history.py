"""What the events in a call's log are called, and what an edit changed, in people's words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

import portal.audit.queries
from applications.calls.models import Call
from portal.audit.labels import Sentence, register
from portal.audit.queries import HistoryLine

register(
    "calls.call",
    {
        "call_loaded": _("Utlysningen följde med portalen."),
        "call_created": _("%(by)s lade upp utlysningen."),
        "call_cloned": _("%(by)s kopierade utlysningen från en annan."),
        "call_changed": _("%(by)s ändrade utlysningen."),
        "form_version_saved": _("%(by)s sparade formuläret, version %(number)s."),
        "call_published": Sentence(
            _("%(by)s publicerade utlysningen. Öppnar %(opens_at)s, stänger %(last_minute)s."),
            moments=("opens_at", "last_minute"),
        ),
        "deadline_extended": Sentence(
            _("%(by)s förlängde ansökningstiden för alla, från %(closed)s till %(closes)s. Skäl: %(reason)s"),
            moments=("closed", "closes"),
        ),
        "region_deadline_extended": Sentence(
            _("%(by)s förlängde ansökningstiden för %(region)s, från %(closed)s till %(closes)s. Skäl: %(reason)s"),
            moments=("closed", "closes"),
        ),
    },
)


# How many characters of a long text are shown, and how many of them before the first difference.
LONGEST, AROUND = 300, 60


@dataclass(frozen=True)
class Change:
    """One place that an edit changed."""

    name: str
    before: str
    after: str


def history_with_changes(call: Call) -> list[tuple[HistoryLine, list[Change]]]:
    """All that was done to the call, newest first, each with what it changed. Two queries at most."""
    return [(line, _changes(line.details.get("changes") or {})) for line in portal.audit.queries.history(call)]


def _changes(changes: dict[str, Any]) -> list[Change]:
    found = []
    for place, values in changes.items():
        name, field = _place(place)
        shown = _shown(values.get("before"), field), _shown(values.get("after"), field)
        found.append(Change(name, *_around_difference(*shown)))
    return found


def _around_difference(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before where they part, no longer than a table can hold."""
    alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(alike - AROUND, 0)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


def _place(place: str) -> tuple[str, models.Field | None]:
    """The name and the field of a place in a snapshot: "years.2022.budget" is "budgetår 2022: budget, kronor"."""
    part, _dot, rest = place.partition(".")
    known_by, _dot, field_name = rest.rpartition(".")
    try:
        field: Any = Call._meta.get_field(part)
        if not rest:
            return str(field.verbose_name), field
        inner: Any = field.related_model._meta.get_field(field_name)
    except FieldDoesNotExist:  # A field that an older version had.
        return place, None
    return f"{field.related_model._meta.verbose_name} {known_by}: {inner.verbose_name}", inner


def _shown(value: Any, field: models.Field | None) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(field, models.DateTimeField):
        return date_format(localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

"""The reasons of a proposal one by one: what each says, and the criterion and score that it rests on. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# What a phrase leaves to whoever picks it.
_TO_FILL_IN = re.compile(r"\[fyll i\b[^\]]*\]?", re.IGNORECASE)


@dataclass(frozen=True)
class Reason:
    """One reason as an officer wrote it: perhaps begun from a phrase, perhaps resting on a criterion."""

    text: str
    criterion_id: int | None = None
    phrase_id: int | None = None


def written(reasons: str | Iterable[Reason]) -> list[Reason]:
    """The reasons that say something, in order. A text alone is one reason, that rests on no criterion."""
    found = [Reason(reasons)] if isinstance(reasons, str) else reasons
    return [
        Reason(text, reason.criterion_id, reason.phrase_id)
        for reason in found
        if (text := reason.text.replace("\r\n", "\n").strip())
    ]


def joined(reasons: Iterable[Reason]) -> str:
    """The reasons as the one text that the decision and the letter hold, a paragraph each."""
    return "\n\n".join(reason.text for reason in reasons)


def left_to_fill_in(reasons: Iterable[Reason]) -> list[str]:
    """What of the picked phrases nobody has filled in, as it stands there."""
    return [match[0] for reason in reasons for match in _TO_FILL_IN.finditer(reason.text)]


def say_to_fill_in(text: str) -> str:
    """What to tell whoever left `text` of a phrase as it was."""
    return _("Fyll i, eller ta bort, det som står inom hakparentes: %(text)s.") % {"text": text}


def points_in_words(points: Decimal, highest: int) -> str:
    """ "4 av 5", "3,5 av 5"."""
    return _("%(points)s av %(highest)s") % {"points": number_format(points.normalize()), "highest": highest}


def changed_scores(rows: Iterable[Any], standing: Mapping[int, Decimal]) -> list[str]:
    """The criteria whose score is no longer what a reason was written on, each in words, once.

    `rows` are kept reasons with their criterion; `standing` what each criterion has now, by key.
    """
    found = {}
    for row in rows:
        if row.criterion_id is None:
            continue
        now = standing.get(row.criterion_id)
        if now != row.points:
            found[row.criterion_id] = _change(row, now)
    return list(found.values())


def _change(row: Any, now: Decimal | None) -> str:
    words = {
        "criterion": row.criterion.title,
        "was": points_in_words(row.points, row.highest) if row.points is not None else _("utan poäng"),
        "now": points_in_words(now, row.criterion.max_score) if now is not None else _("utan poäng"),
    }
    return _("%(criterion)s var %(was)s och är nu %(now)s") % words

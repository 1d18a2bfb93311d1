"""What each event in the log is called on pages: one plain sentence.

A room says so for its own events in its `history.py`, which is read when Django starts:

    from portal.audit.labels import Sentence, register

    register("cases.case", {
        "case_taken": _("%(by)s tog ärendet."),
        "assessor_asked": Sentence(_("%(by)s bad %(person)s att bedöma ansökan."), people=("person",)),
    })

`%(by)s` is who did it ("Portalen" when nobody did); other names are the event's details, as `record` was given them.
`people` are details that hold a person, `money` whole kronor, `moments` and `dates` what their names say; `choices`
gives the words of those that hold one of a set of values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.ui.numbers import kronor

NOT_KEPT = "–"


@dataclass(frozen=True)
class Sentence:
    """A sentence with places for details, and how those are to be written."""

    text: Any
    people: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def people_in(self, details: Mapping[str, Any]) -> set[int]:
        """The ids of people whom the details name."""
        return {details[name] for name in self.people if isinstance(details.get(name), int)}

    def write(self, details: Mapping[str, Any], *, by: str, people: Mapping[int, str]) -> str:
        """The sentence, in the language in use. What the details don't hold (any more) is a dash."""
        return str(self.text) % _Words(
            by=by, **{name: self._word(name, value, people) for name, value in details.items() if name != "by"}
        )

    def _word(self, name: str, value: Any, people: Mapping[int, str]) -> str:
        if value is None or value == "":
            return NOT_KEPT
        if name in self.people:
            return people.get(value, NOT_KEPT)
        return self._plain_word(name, value)

    def _plain_word(self, name: str, value: Any) -> str:
        if name in self.money and isinstance(value, int):
            return kronor(value)
        if name in self.choices and value in self.choices[name]:
            return str(self.choices[name][value]).lower()
        if name in self.moments:
            return date_format(localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
        if name in self.dates:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class _Words(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOT_KEPT


_sentences: dict[tuple[str, str], Sentence] = {}


def register(kind: str, sentences: Mapping[str, Any]) -> None:
    """Make known what the events of subjects of a `kind` ("cases.case") are called. Each event is named once."""
    for event, text in sentences.items():
        if (kind, event) in _sentences:
            raise ValueError(f"{event} of {kind} is named twice")
        _sentences[kind, event] = text if isinstance(text, Sentence) else Sentence(text)


def sentence_for(subject: str, event: str) -> Sentence:
    """The sentence for an event; its bare name when no room has given one."""
    kind = subject.partition(":")[0]
    known = _sentences.get((kind, event))
    return known or Sentence(event.replace("_", " ").replace("%", "%%").capitalize() + " (%(by)s)")


def known_events(kind: str = "") -> set[str]:
    """The events that have a sentence, of one kind of subject or of all."""
    return {event for of_kind, event in _sentences if not kind or of_kind == kind}


def who(name: str | None) -> str:
    return name or _("Portalen")


def all_people(pairs: Iterable[tuple[Sentence, Mapping[str, Any]]]) -> set[int]:
    """The ids of people named in any of the events."""
    return set().union(*(sentence.people_in(details) for sentence, details in pairs))

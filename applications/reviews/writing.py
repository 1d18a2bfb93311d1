"""An assessment while it is written in two windows: what was typed here, and what the other wrote in the same field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from applications.drafting.compare import Part, compare


def shown(value: Any) -> str:
    """A value as it stands in the form."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class OtherWindow:
    """Who changed the field too, and when: always the person themselves."""

    at: datetime
    is_own: bool = True


@dataclass
class Clash:
    """A field that was changed in two windows: both texts, with what differs marked."""

    label: str
    mine: str
    theirs: str
    found: OtherWindow
    can_be_joined: bool
    mine_parts: list[Part] = field(init=False)
    theirs_parts: list[Part] = field(init=False)

    def __post_init__(self) -> None:
        self.mine_parts, self.theirs_parts = compare(self.mine, self.theirs)

    @property
    def heading(self) -> str:
        return _("Du har också ändrat ”%(field)s” i ett annat fönster") % {"field": self.label}


def clashes(
    current: Mapping[str, Any], typed: Mapping[str, str], labels: Mapping[str, str], at: datetime
) -> Iterator[tuple[str, Clash]]:
    """Each field that was changed elsewhere, with both texts."""
    for name, value in current.items():
        is_text = not name.startswith("points_")
        yield name, Clash(labels.get(name, name), typed.get(name, ""), shown(value), OtherWindow(at), is_text)

"""The call's checklist against one application: its points, what has been found of each, and what follows. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.models import ChecklistItem, KnownFact
from applications.cases.states import Stage
from applications.reviews.facts import Known
from applications.reviews.models.completeness import Answer, CompletenessCheck

# What no supplement can put right.
BEYOND_MENDING = {KnownFact.IN_TIME.value, KnownFact.ELIGIBLE.value}
MOST_CHARACTERS = 2000


@dataclass(frozen=True)
class Found:
    """What the officer has found of a point so far: an `Answer`, or "" for none yet, and a note."""

    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Point:
    """A point to be checked, and what the portal knows of it."""

    item: ChecklistItem
    known: Known | None = None

    @property
    def key(self) -> str:
        return self.item.key


class Dismissal(TextChoices):
    """Why a case would be dismissed. The words in an address: what they lead to is for the proposal's page to say."""

    LATE = "for-sent", gettext_lazy("Ansökan kom in för sent")
    INELIGIBLE = "far-inte-soka", gettext_lazy("Regionen får inte söka")
    INCOMPLETE = "inte-kompletterad", gettext_lazy("Kompletteringen kom aldrig in")


def faults_in(points: Sequence[Point], found: Mapping[str, Found]) -> dict[str, str]:
    """What is lacking before the check is done, by the form's names: `answer_<key>`, `note_<key>`."""
    faults = {}
    for point in points:
        each = found.get(point.key, Found())
        if each.answer not in Answer.values:
            faults[f"answer_{point.key}"] = _("Välj om det stämmer: %(point)s.") % {"point": point.item.text}
        elif not each.note.strip() and (why := _why_a_note(point, each)):
            faults[f"note_{point.key}"] = why
        if len(each.note) > MOST_CHARACTERS:
            faults[f"note_{point.key}"] = _("Skriv högst %(limit)s tecken.") % {"limit": MOST_CHARACTERS}
    return faults


def _why_a_note(point: Point, found: Found) -> str:
    """Why this answer needs a note; "" when it stands by itself."""
    if found.answer == Answer.NOT_MET:
        return _("Skriv vad som saknas eller är fel. Det behövs om ansökan ska kompletteras eller avvisas.")
    if found.answer == Answer.NOT_APPLICABLE:
        return _("Skriv varför punkten inte gäller här.")
    if point.known and point.known.answer == Answer.NOT_MET:
        return _("Portalens uppgift säger något annat. Skriv varför det ändå stämmer.")
    return ""


def items_of(points: Sequence[Point], found: Mapping[str, Found]) -> list[dict[str, str]]:
    """The points as they read now, with what was found and what the portal told, to be kept with the check."""
    return [_item_of(point, found[point.key]) for point in points]


def _item_of(point: Point, found: Found) -> dict[str, str]:
    item = {
        "key": point.key,
        "text": point.item.text,
        "answer": str(found.answer),
        "note": found.note.strip(),
        "fact": point.item.fact,
    }
    if point.known:
        item |= {"known": point.known.answer, "told": point.known.text, "source": point.known.source}
    return item


def is_complete(items: Iterable[Mapping[str, str]]) -> bool:
    return all(item["answer"] != Answer.NOT_MET for item in items)


def first_found(points: Sequence[Point], last: CompletenessCheck | None, *, is_same_version: bool) -> dict[str, Found]:
    """What the form of a new check begins with: the last check's answers, and what the portal knows.

    When the region has sent another version since, what was not met is open again, and so is what the portal now knows
    something else of.
    """
    before = {item["key"]: item for item in last.items} if last else {}
    found = {}
    for point in points:
        item = before.get(point.key)
        was_told = item is not None and point.known is not None and item.get("told") == point.known.text
        if item and (is_same_version or (was_told and item["answer"] != Answer.NOT_MET)):
            found[point.key] = Found(item["answer"], item["note"])
        elif point.known and point.known.answer:
            note = point.known.text if point.known.answer == Answer.NOT_MET else ""
            found[point.key] = Found(point.known.answer, note)
        elif item and item["answer"] != Answer.NOT_MET:
            found[point.key] = Found(item["answer"], item["note"])
    return found


def may_be_checked(stage: str, newest: int, last: CompletenessCheck | None) -> bool:
    """Whether a case can be checked in this stage. While it is assessed only anew: when a version, by its number
    `newest`, has come that the last check did not read.
    """
    if stage == Stage.CHECKING:
        return True
    return stage == Stage.ASSESSING and last is not None and last.submission is not None and newest > version_read(last)


def version_read(check: CompletenessCheck) -> int:
    """The number of the version that a check read; 0 when that was not kept."""
    return check.submission.number if check.submission else 0


def mendable(check: CompletenessCheck) -> list[dict[str, str]]:
    """The points that are not met and that the region can do something about."""
    return [item for item in check.unmet if item.get("fact") not in BEYOND_MENDING]


def dismissals(check: CompletenessCheck, *, was_never_completed: bool) -> list[Dismissal]:
    """On what grounds a case with this check would be dismissed."""
    facts = {item.get("fact") for item in check.unmet}
    grounds = [
        ground
        for fact, ground in ((KnownFact.IN_TIME, Dismissal.LATE), (KnownFact.ELIGIBLE, Dismissal.INELIGIBLE))
        if fact.value in facts
    ]
    return [*grounds, Dismissal.INCOMPLETE] if was_never_completed and mendable(check) else grounds


@translation.override("sv")
def request_text(items: Iterable[Mapping[str, str]]) -> str:
    """The words in which the region is asked to complete what was not met (förvaltningslagen 20 §). In Swedish, as
    what the authority sends is.
    """
    points = "\n\n".join(f"{number}. {item['text']}: {item['note']}" for number, item in enumerate(items, start=1))
    return "\n\n".join(
        [
            _("Vi har gått igenom er ansökan. Det här stämmer inte, och behöver kompletteras:"),
            points,
            _("Kompletterar ni inte ansökan kan vi komma att avvisa den, eller pröva den som den är."),
        ]
    )


def sections_for(items: Iterable[Mapping[str, str]], checklist: Iterable[ChecklistItem], form: Any) -> list[str]:
    """The keys of the form's sections that a supplement about these points opens, in the form's order."""
    asked = {item["key"] for item in items}
    opened = {key for item in checklist if item.key in asked for key in item.opened_sections}
    return [section.key for section in form.sections if section.key in opened]


def chosen(items: Iterable[Mapping[str, str]], keys: Collection[str]) -> list[str]:
    """Those of `keys` that are keys of these points, in their order."""
    return [item["key"] for item in items if item["key"] in keys]

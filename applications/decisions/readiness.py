"""The check before deciding: what förvaltningslagen 31–32 §§ and the call demand of a decision. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.calls.models import LetterText
from applications.correspondence.hearing import HearingStanding
from applications.decisions.amounts import YearRow
from portal.ui.numbers import kronor


@dataclass(frozen=True)
class Point:
    """One thing that must hold, as a sentence that tells whether it does."""

    is_met: bool
    text: str
    # The name of the page of the case where it is put right, if there is one, and what its link says.
    page: str = ""
    link: str = ""


@dataclass(frozen=True)
class Facts:
    """What the check is made on. `rows` are the years of a proposal that grants money, else none."""

    reasons: str
    letter_text: LetterText | None
    proposed_by_id: int
    decider_id: int
    presenter_is_barred: bool
    decider_has_declared: bool
    is_about_newest_version: bool
    rows: list[YearRow]
    # Where hearing the region stands, for a decision against it in a call that demands it; else none.
    hearing: HearingStanding | None = None
    # Whether any reason rests on a score, and each such score that has changed since, in words.
    rests_on_scores: bool = False
    # What is asked of the decision maker is told to them alone.
    is_read_by_decider: bool = True
    changed_scores: Sequence[str] = ()


def points(facts: Facts) -> list[Point]:
    """Everything that must hold, met or not, in the order that the page shows it."""
    return [
        _reasons(facts),
        *([_scores(facts)] if facts.rests_on_scores else []),
        _legal_basis(facts),
        _appeal(facts),
        *([_presenter(facts)] if facts.is_read_by_decider else []),
        _presenters_conflict(facts),
        *([_deciders_declaration(facts)] if facts.is_read_by_decider else []),
        _version(facts),
        *([_hearing(facts.hearing)] if facts.hearing else []),
        *([_budget(facts)] if facts.rows else []),
    ]


def unmet(facts: Facts) -> list[str]:
    """The sentences of what does not hold; empty when it can be decided."""
    return [point.text for point in points(facts) if not point.is_met]


def _reasons(facts: Facts) -> Point:
    if facts.reasons.strip():
        return Point(True, _("Skälen finns"))
    return Point(False, _("Skäl saknas. Skicka tillbaka förslaget så att föredraganden kan skriva dem."))


def _scores(facts: Facts) -> Point:
    page = "reviews:assess"
    if not facts.changed_scores:
        return Point(True, _("Poängen som skälen vilar på är de som gäller"))
    text = _("Poäng som skälen vilar på har ändrats: %(changes)s. Skicka tillbaka förslaget.")
    return Point(False, text % {"changes": ", ".join(facts.changed_scores)}, page, _("Se bedömningen"))


def _legal_basis(facts: Facts) -> Point:
    if facts.letter_text and facts.letter_text.legal_basis.strip():
        return Point(True, _("Bestämmelserna som beslutet vilar på finns"))
    return Point(
        False, _("Bestämmelser saknas i utlysningens brevtext för utfallet. Be en administratör lägga till dem.")
    )


def _appeal(facts: Facts) -> Point:
    if facts.letter_text and facts.letter_text.appeal.strip():
        return Point(True, _("Uppgift om överklagande finns"))
    return Point(
        False,
        _("Uppgift om överklagande saknas i utlysningens brevtext för utfallet. Be en administratör lägga till den."),
    )


def _presenter(facts: Facts) -> Point:
    if facts.proposed_by_id != facts.decider_id:
        return Point(True, _("Föredraganden är en annan än beslutsfattaren"))
    return Point(False, _("Du har själv föreslagit beslutet. Någon annan behöver fatta det."))


def _presenters_conflict(facts: Facts) -> Point:
    if not facts.presenter_is_barred:
        return Point(True, _("Föredraganden har inte jäv"))
    return Point(False, _("Föredraganden har anmält jäv. Skicka tillbaka förslaget så att någon annan kan ta ärendet."))


def _deciders_declaration(facts: Facts) -> Point:
    if facts.decider_has_declared:
        return Point(True, _("Du har förklarat att du inte har jäv"))
    return Point(False, _("Du har inte svarat på om du har jäv. Lämna din jävsdeklaration."))


def _version(facts: Facts) -> Point:
    if facts.is_about_newest_version:
        return Point(True, _("Förslaget gäller den senaste versionen av ansökan"))
    return Point(False, _("Ansökan har ändrats sedan förslaget gjordes. Skicka tillbaka förslaget."))


def _hearing(hearing: HearingStanding) -> Point:
    page, link = "correspondence:hearing", _("Se yttrande")
    if hearing.was_heard:
        return Point(True, _("Regionen har fått yttra sig"), page, link)
    if hearing.waits_until:
        text = _("Regionen kan yttra sig till och med %(day)s. Vänta på yttrandet, eller tills den dagen har gått.")
        return Point(False, text % {"day": date_format(hearing.waits_until, "DATE_FORMAT")}, page, link)
    if hearing.waived_why:
        return Point(True, _("Det är noterat varför regionen inte behöver yttra sig"), page, link)
    text = _(
        "Regionen har inte fått yttra sig. Handläggaren behöver be om yttrande, eller notera varför det är "
        "uppenbart obehövligt."
    )
    return Point(False, text, page, link)


def _budget(facts: Facts) -> Point:
    over = [
        _("%(year)s saknas %(missing)s") % {"year": row.year, "missing": kronor(-row.left_after)}
        for row in facts.rows
        if not row.fits
    ]
    if not over:
        return Point(True, _("Beloppen ryms i budgeten för varje år"))
    return Point(
        False,
        _("Beloppen ryms inte i utlysningens budget: %(over)s. Skicka tillbaka förslaget.") % {"over": ", ".join(over)},
    )

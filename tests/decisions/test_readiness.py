"""The check before deciding: each missing point alone stops a decision."""

from dataclasses import replace
from datetime import date

import pytest

from applications.calls.models import LetterText
from applications.correspondence.hearing import HearingStanding
from applications.decisions.amounts import YearRow
from applications.decisions.readiness import Facts, points, unmet

READY = Facts(
    reasons="Projektet uppfyller kriterierna.",
    letter_text=LetterText(legal_basis="Förordningen.", appeal="Får inte överklagas."),
    proposed_by_id=1,
    decider_id=2,
    presenter_is_barred=False,
    decider_has_declared=True,
    is_about_newest_version=True,
    rows=[YearRow(2023, applied=100, amount=80, left=80)],
)


def test_unmet_is_nothing_when_everything_is_there():
    assert unmet(READY) == []
    assert len(points(READY)) == 8


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reasons": " \n"}, "Skäl saknas"),
        ({"letter_text": None}, "Bestämmelser saknas"),
        ({"letter_text": LetterText(legal_basis=" ", appeal="Så här.")}, "Bestämmelser saknas"),
        ({"letter_text": LetterText(legal_basis="Förordningen.", appeal="")}, "överklagande saknas"),
        ({"decider_id": 1}, "själv föreslagit"),
        ({"presenter_is_barred": True}, "Föredraganden har anmält jäv"),
        ({"decider_has_declared": False}, "jävsdeklaration"),
        ({"is_about_newest_version": False}, "Ansökan har ändrats"),
        ({"rows": [YearRow(2023, applied=100, amount=80, left=79)]}, "2023 saknas 1"),
    ],
)
def test_unmet_names_what_is_missing(change, says):
    assert says in " ".join(unmet(replace(READY, **change)))


@pytest.mark.parametrize(
    ("hearing", "says"),
    [
        (HearingStanding(), "Regionen har inte fått yttra sig"),
        (HearingStanding(waits_until=date(2022, 11, 30)), "kan yttra sig till och med 30 november 2022"),
    ],
)
def test_unmet_names_that_the_region_was_not_heard(hearing, says):
    (text,) = unmet(replace(READY, hearing=hearing))

    assert says in text


@pytest.mark.parametrize(
    "hearing", [HearingStanding(was_heard=True), HearingStanding(waived_why="Bara egna uppgifter.")]
)
def test_a_region_that_was_heard_or_need_not_be_stops_nothing(hearing):
    assert unmet(replace(READY, hearing=hearing)) == []


def test_points_of_a_proposal_without_money_leave_the_budget_out():
    assert len(points(replace(READY, rows=[]))) == 7

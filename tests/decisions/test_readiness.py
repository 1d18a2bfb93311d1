"""The check before deciding: each missing point alone stops a decision."""

from dataclasses import replace

import pytest

from applications.calls.models import LetterText
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


def test_points_of_a_proposal_without_money_leave_the_budget_out():
    assert len(points(replace(READY, rows=[]))) == 7

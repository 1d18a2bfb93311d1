from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from applications.calls.models import LetterText, Outcome
from applications.letters.compose import letter_if_decided, letter_of
from applications.letters.models import Letter
from tests.factories import letters
from tests.factories.cases import submitted_case
from tests.factories.letters import CODE
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("outcome", "heading", "lede"),
    [
        (
            "grant",
            "Beslut: ni får 4 350 000 kronor till projektet Validering i hela Dalarna",
            "Tillväxtverket beviljar er ansökan. Ni får hela beloppet som ni sökte, 4 350 000 kronor.",
        ),
        (
            "grant_in_part",
            "Beslut: ni får 3 900 000 kronor till projektet Validering i hela Dalarna",
            "Tillväxtverket beviljar er ansökan delvis. Ni sökte 4 350 000 kronor och får 3 900 000 kronor, "
            "alltså 450 000 kronor mindre.",
        ),
        (
            "reject",
            "Beslut: ni får inga pengar till projektet Validering i hela Dalarna",
            "Tillväxtverket avslår er ansökan om 4 350 000 kronor. Här står varför.",
        ),
        (
            "dismiss",
            "Beslut: vi prövar inte er ansökan för projektet Validering i hela Dalarna",
            "Tillväxtverket avvisar er ansökan om 4 350 000 kronor. Det betyder att vi inte har tagit ställning till "
            "projektet. Här står varför.",
        ),
        (
            "close",
            "Beslut: vi avslutar ärendet om projektet Validering i hela Dalarna",
            "Tillväxtverket avskriver ärendet. Det betyder att vi avslutar det utan att pröva er ansökan om "
            "4 350 000 kronor. Här står varför.",
        ),
    ],
)
def test_letter_tells_the_outcome_first(outcome, heading, lede):
    letter = letter_of(letters.unmade_letter(outcome))

    assert plain(letter.heading) == heading
    assert plain(letter.lede) == lede


def test_letter_of_a_grant_has_years_period_and_conditions():
    letter = letter_of(letters.unmade_letter())

    assert [(row.year, row.applied, row.granted) for row in letter.rows] == [
        (2022, 450_000, 450_000),
        (2023, 2_100_000, 1_850_000),
        (2024, 1_800_000, 1_600_000),
    ]
    assert (letter.applied_total, letter.granted_total) == (4_350_000, 3_900_000)
    assert plain(letter.period) == "Projektet får pågå från 1 september 2022 till och med 31 december 2024."
    assert letter.conditions == (
        "Pengarna får bara användas till projektet.",
        "Ni ska lämna lägesrapport var sjätte månad.",
    )


@pytest.mark.parametrize("outcome", ["reject", "dismiss", "close"])
def test_letter_without_money_has_no_table(outcome):
    letter = letter_of(letters.unmade_letter(outcome))

    assert letter.rows == ()
    assert letter.period == ""


def test_letter_names_recipient_officer_and_those_who_decided():
    letter = letter_of(letters.unmade_letter())

    assert letter.recipient == ("Region Dalarna", "Organisationsnummer 232100-0180", "Falun")
    assert letter.officer == "Sara Nyberg"
    assert letter.signed == "Beslutet har fattats av Eva Strand. Föredragande har varit Sara Nyberg."
    assert letter.registry_number == "2022-000001"


def test_letter_is_dated_in_stockholm_in_swedish():
    with translation.override("en"):
        letter = letter_of(letters.unmade_letter())

    assert plain(letter.decided_on) == "25 november 2022"
    assert "september" in letter.period


def test_years_of_both_amounts_are_in_the_table():
    letter = letter_of(letters.unmade_letter(amounts={2025: 100}))

    assert [row.year for row in letter.rows] == [2022, 2023, 2024, 2025]
    assert letter.rows[-1].applied == 0
    assert "mindre" in letter.lede


def test_more_than_applied_for_is_told_without_a_difference():
    letter = letter_of(letters.unmade_letter(amounts={2022: 5_000_000}))

    assert plain(letter.lede).endswith("Ni sökte 4 350 000 kronor och får 5 000 000 kronor.")


def test_paragraphs_are_cut_at_blank_lines_and_cleaned():
    decision = letters.decision(
        reasons="\r\n Ett\r\nrad två \r\n \r\n\r\nTvå\x07\u202e\n\n", conditions=" \n\n a\tb \n"
    )
    letter = letter_of(Letter(decision=decision, code=CODE))

    assert letter.reasons == ("Ett\nrad två", "Två")
    assert letter.conditions == ("a b",)


def test_title_is_one_line_whatever_it_holds():
    case = submitted_case()
    proposed = letters.proposal(case=case, submission=submission(case, title="Rad ett\r\nrad\x07 två\u2028"))

    assert "projektet Rad ett rad två" in letter_of(letters.unmade_letter(proposed=proposed)).heading


def test_letter_does_not_change_with_the_call_or_the_people(django_assert_num_queries):
    decision = letters.decision()
    before = letter_of(Letter(decision=decision, code=CODE))
    LetterText.objects.all().update(legal_basis="Annat", appeal="Annat")
    decision.presented_by.name = "Sara Nygift"
    decision.presented_by.save()
    type(decision.case).objects.update(title="Annat namn")
    decision = type(decision).objects.get(pk=decision.pk)

    assert letter_of(Letter(decision=decision, code=CODE)) == before


def test_preview_reads_as_the_letter_will():
    proposed = letters.proposal()
    text = LetterText.objects.get(call=proposed.case.call, outcome=Outcome.GRANT_IN_PART)
    text.closing = letters.CALL_TEXTS["closing"]
    preview = letter_if_decided(proposed, text=text, decided_by="Eva Strand", at=letters.DECIDED)

    letter = letter_of(letters.unmade_letter(proposed=proposed))
    assert preview == replace(letter, code="")


def test_preview_without_the_calls_texts_says_what_is_missing():
    preview = letter_if_decided(letters.proposal(), text=None, decided_by="", at=datetime(2022, 11, 1, tzinfo=UTC))

    assert preview.legal_basis == ("[Texten saknas i utlysningens brevtexter.]",)
    assert date(2022, 11, 1).strftime("%Y") in preview.decided_on


def test_those_who_took_part_and_who_thought_otherwise_are_told():
    letter = letter_of(
        letters.unmade_letter(
            participants="Karin Ek, jurist\n\nAnders Lind\nUlla Berg", dissent="Jag hade avslagit.\n\nAnders Lind"
        )
    )

    assert letter.signed.endswith(
        "I den slutliga handläggningen har också Karin Ek, jurist, Anders Lind och Ulla Berg deltagit."
    )
    assert letter.dissent == ("Jag hade avslagit.", "Anders Lind")


def test_dissent_of_the_presenter_alone_is_told():
    letter = letter_of(letters.unmade_letter(participants="", dissent="Sara Nyberg: jag hade beviljat allt."))

    assert letter.signed.endswith("Föredragande har varit Sara Nyberg.")
    assert letter.dissent == ("Sara Nyberg: jag hade beviljat allt.",)


def test_letter_of_a_decision_that_nobody_else_took_part_in_says_no_more():
    letter = letter_of(letters.unmade_letter(participants="", dissent=""))

    assert letter.signed.endswith("Föredragande har varit Sara Nyberg.")
    assert letter.dissent == ()

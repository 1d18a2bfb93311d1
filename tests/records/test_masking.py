"""What is masked is replaced in the data itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.records.masking import Masks, leftovers, mask_text, masked
from applications.records.papers.paper import Paper, Part, Row, Table, Text

AT = datetime(2022, 6, 1, tzinfo=UTC)
GROUND = "31 kap. 16 § OSL"
MASK = "[maskerat: 31 kap. 16 § OSL]"


def paper(*texts: Text, key: str = "message:1", rows: tuple[Row, ...] = ()) -> Paper:
    table = Table(("Namn", "Andel"), rows) if rows else None
    return Paper(key, "Meddelande", "Meddelande från Karin Ek", AT, (Part("", texts, table),))


def said(papers: list[Paper]) -> str:
    return " | ".join([each.title for each in papers] + [text.text for each in papers for text in each.texts()])


def test_field_is_replaced_by_its_ground():
    papers = masked(
        [paper(Text("message:1:0", "Från", "Karin"), Text("message:1:1", "Text", "Hemligt"))],
        Masks({"message:1:1": GROUND}),
    )

    assert [text.text for text in papers[0].texts()] == ["Karin", MASK]


def test_key_does_not_hold_another_that_begins_alike():
    papers = masked([paper(Text("message:10:1", "Text", "Öppet"), key="message:10")], Masks({"message:1": GROUND}))

    assert "Öppet" in said(papers)


def test_whole_paper_leaves_only_its_kind():
    papers = masked([paper(Text("message:1:0", "Från", "Karin"))], Masks({"message:1": GROUND}))

    assert said(papers) == f"Meddelande | {MASK}"


def test_row_is_masked_with_all_its_cells():
    row = Row(
        "message:1:r0", (Text("message:1:r0:0", "Namn", "Bolaget"), Text("message:1:r0:1", "Andel", "5 kr", True))
    )
    papers = masked([paper(rows=(row,))], Masks({"message:1:r0": GROUND}))

    assert [text.text for text in papers[0].texts()] == [MASK, MASK]


def test_words_go_wherever_and_however_they_stand():
    texts = ("KARIN EK ringde", "Karin\u00a0Ek", "Karin\nEk", "Ka\u00adrin Ek", "karin.ek@region.test")
    made = masked(
        [paper(*(Text(f"message:1:{n}", "", text) for n, text in enumerate(texts)))], Masks(words={"Karin Ek": GROUND})
    )

    assert made[0].title == f"Meddelande från {MASK}"
    assert [text.text for text in made[0].texts()] == [f"{MASK} ringde", MASK, MASK, MASK, "karin.ek@region.test"]


def test_longest_words_go_first():
    assert Masks(words={"Ek": "a", "Karin Ek": "b"}).without_words("Karin Ek, Ek") == "[maskerat: b], [maskerat: a]"


@given(st.text(min_size=3).filter(lambda text: len(" ".join(text.split())) >= 3), st.text(), st.text())
def test_no_words_survive(words, before, after):
    words = " ".join(words.split())
    shown = Masks(words={words: "1 §"}).without_words(f"{before}{words}{after}")

    assert words.casefold() not in shown.replace(mask_text("1 §"), "\x00").casefold()


def test_what_is_masked_here_and_stands_there_is_told():
    papers = [
        paper(Text("message:1:0", "E-post", "karin@region.test, 070-123 45 67"), key="message:1"),
        paper(Text("message:2:0", "Text", "Ring 070-123 45 67."), key="message:2"),
        paper(Text("message:3:0", "Text", "Inget här."), key="message:3"),
    ]

    found = leftovers(papers, Masks({"message:1:0": GROUND}))

    assert [left.key for left in found] == ["message:2:0"]
    assert leftovers(papers, Masks({"message:1": GROUND, "message:2": GROUND})) == []


@pytest.mark.parametrize(
    ("words", "text", "is_told"),
    [
        ("Åsa Björk", "asa.bjork@region.test", True),
        ("Åsa Björk", "Björk, Åsa", True),
        ("Åsa Björk", "Ring Björk i morgon.", True),
        ("Åsa Björk", "BJÖRK", True),
        ("Åsa Björk", "asa@region.test", True),
        ("Åsa Björk", "Vid Åsa station.", False),
        ("Björk, Åsa", "asa.bjork@region.test", True),
        ("Åsa Björk", "En björkdunge.", False),
        ("Åsa Björk", "Åsa Björk ringde.", False),
        ("Jan af Ek", "Vägen är af ny.", False),
        ("070-123 45 67", "Ring 0701234567.", True),
        ("070-123 45 67", "Konto 45 67", False),
        ("hemligt", "hemligt", False),
    ],
)
def test_what_is_masked_as_words_and_stands_in_another_form_is_told(words, text, is_told):
    """An e-mail address says the name of whom it belongs to, and so does a surname alone."""
    found = leftovers([paper(Text("message:1:0", "Text", text))], Masks(words={words: GROUND}))

    assert [left.key for left in found] == ["message:1:0"] * is_told

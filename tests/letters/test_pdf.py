"""The letter as a file: tagged, readable, and shut to whatever people wrote into it."""

import json
from io import BytesIO

import pikepdf
import pytest
import rfc8785
from django.utils import translation
from pypdf import PdfReader

from applications.letters.actions import unsigned_pdf_of as pdf_of
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import submitted_case
from tests.factories.submissions import submission
from tests.pdf.documents import embedded, structure, text_of

pytestmark = pytest.mark.django_db

# What somebody may write, with the address of a server that must hear nothing.
HOSTILE = {
    "image": "<img src='{0}/a.png'>",
    "style": "<style>@import url({0}/a.css); p {{ background: url({0}/b.png) }}</style>",
    "script": "<script>fetch('{0}/a')</script>",
    "attachment": "<link rel=attachment href='file:///etc/passwd'>",
    "object": "<object data='{0}/a'></object>",
    "base": "<base href='{0}/'>",
    "css in text": "}} * {{ background: url({0}/c.png) }}",
    "quotes": "\"'><img src={0}/a.png>",
    "template": "{{{{ settings.SECRET_KEY }}}} {{% include 'base.html' %}}",
    "entities": "&lt;img src={0}/d.png&gt; &#x0; &nbsp;",
    "svg": "<svg><image href='{0}/a.png'/></svg>",
    "comment": "<!-- {0} --> ]]> <![CDATA[ x",
    "controls": "a\x01b\x08c\x1bd\x7fe\x9ff",
    "no characters": "a\ufffeb\uffffc",
    "turned": "abc \u202egnp.exe\u202c \u2066x\u2069",
    "emoji": "👩🏽‍🔧 🇸🇪 ❤️ 中文 עברית",
    "combining": "a" + "\u0301" * 500,
    "long word": "x" * 5000,
    "hyphens": "för\u00adeningens\u200b" * 200,
    "empty lines": "\n\r\n \u2028 \u2029 \n" * 200,
}


def letter_saying(text: str):
    """The letter of a decision in which everything that people write says `text`."""
    case = submitted_case(title=text[:150])
    line = " ".join(text.split())[:140] or "x"
    return letters.unmade_letter(
        proposed=letters.proposal(
            case=case,
            submission=submission(case, title=text[:150]),
            by=staff("case_officer", name=line),
            reasons=text,
            conditions=text,
        ),
        by=staff("decision_maker", name=line),
        legal_basis=text,
        appeal=text,
        closing=text,
        more=text,
        participants=text,
        dissent=text,
    )


@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_people_write_gives_a_letter_that_reaches_nothing(trap, kind):
    pdf = pdf_of(letter_saying(HOSTILE[kind].format(trap.address)))

    assert trap.connections == 0
    assert [name for name, _file in embedded(pdf)] == ["beslut.json"]
    assert "Tillväxtverket" in text_of(pdf)


def test_markup_in_a_field_is_read_as_it_was_written():
    text = " ".join(text_of(pdf_of(letter_saying("<b>fet</b> & {{ x }}"))).split())

    assert text.count("<b>fet</b> & {{ x }}") >= 6


def test_long_reasons_make_a_long_letter():
    reasons = "\n\n".join(
        f"Stycke {number}: " + "vi har bedömt projektet mot utlysningens syfte. " * 40 for number in range(25)
    )
    pdf = pdf_of(letters.unmade_letter(reasons=reasons))

    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    assert pages > 10
    assert f"Beslut 2022-000001 Sida {pages} ({pages})" in " ".join(text_of(pdf).split())


# As many lines as leave no room for it below the signatures, on one page or two.
@pytest.mark.parametrize("lines", [1, 41, 43, 46])
def test_how_to_check_the_letter_never_stands_alone_on_a_page(lines):
    reasons = "\n".join(f"Rad {number} av skälen." for number in range(lines))

    *_others, last = PdfReader(BytesIO(pdf_of(letters.unmade_letter(reasons=reasons)))).pages

    text = " ".join(last.extract_text().split())
    assert "Kontrollera brevet" in text
    assert "Beslutet har fattats av" in text


def test_endless_word_makes_a_letter_in_reasonable_time():
    pdf = pdf_of(letters.unmade_letter(reasons="x" * 40_000))

    assert text_of(pdf).count("x") >= 40_000


def test_headings_follow_one_another_without_gaps():
    names = [name for _depth, name in structure(pdf_of(letters.unmade_letter()))]

    assert [name for name in names if name in {"H1", "H2", "H3"}] == ["H1", "H2", "H2", "H2", "H2", "H2"]
    assert "L" in names
    assert "Caption" in names


def test_table_tells_its_headers_and_the_cells_which_are_theirs():
    with pikepdf.open(BytesIO(pdf_of(letters.unmade_letter()))) as pdf:
        cells = [node for node in nodes(pdf.Root.StructTreeRoot.K) if str(node.S) in {"/TH", "/TD"}]
        headers = {str(node.A.get("/Scope")) for node in cells if str(node.S) == "/TH"}
        data = [node for node in cells if str(node.S) == "/TD" and "/A" in node]

        assert headers == {"/Column", "/Row"}
        assert len(data) == 8
        assert all(len(node.A.Headers) == 2 for node in data)


def nodes(node):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from nodes(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from nodes(node.K)


@pytest.mark.parametrize("outcome", ["grant", "grant_in_part", "reject", "dismiss", "close"])
def test_every_outcome_is_an_accessible_document_with_the_outcome_as_its_title(outcome):
    pdf = pdf_of(letters.unmade_letter(outcome))

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "sv"
        assert str(opened.docinfo.Title).startswith("Beslut: ")
        assert str(opened.docinfo.Title).endswith("(2022-000001)")
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_letter_is_swedish_whoever_makes_it_and_the_same_each_time():
    letter = letters.unmade_letter()
    with translation.override("en"):
        in_english = pdf_of(letter)

    assert pdf_of(letter) == in_english


def test_data_of_the_decision_lies_in_the_file_as_canonical_json():
    letter = letters.unmade_letter(reasons="Räksmörgås, och ”citat”.")
    [(name, file)] = embedded(pdf_of(letter))
    data = json.loads(file)

    assert name == "beslut.json"
    assert rfc8785.dumps(data) == file
    assert data["code"] == "K7QF-2M9X-TD4R"
    assert data["registry_number"] == "2022-000001"
    assert data["recipient"] == {"name": "Region Dalarna", "organisation_number": "232100-0180"}
    assert (data["outcome"], data["amounts_granted"]["2023"]) == ("grant_in_part", 1_850_000)
    assert data["reasons"] == "Räksmörgås, och ”citat”."
    assert data["replaces_decision_of"] is None


def test_every_page_says_where_the_letter_is_checked_and_the_picture_says_it_too():
    pdf = pdf_of(letters.unmade_letter(reasons="\n\n".join(["Skäl. " * 60] * 12)))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]

    assert len(pages) > 1
    assert all("Kontrollera brevet: 127.0.0.1:8000/kontrollera/K7QF-2M9X-TD4R" in page for page in pages)
    with pikepdf.open(BytesIO(pdf)) as opened:
        [figure] = [node for node in nodes(opened.Root.StructTreeRoot.K) if str(node.S) == "/Figure"]
        assert str(figure.Alt).endswith("127.0.0.1:8000/kontrollera/K7QF-2M9X-TD4R")


@pytest.mark.parametrize(
    ("ground", "told"),
    [
        ("wrong", "Detta beslut ersätter beslutet den 25 november 2022."),
        ("slip", "Detta beslut är en rättelse av beslutet den 25 november 2022, som det ersätter (36 § "),
    ],
)
def test_letter_of_a_new_decision_points_to_the_one_that_it_replaces(ground, told):
    first = letters.decision()
    type(first).objects.update(is_in_force=False)
    again = letters.proposal(case=first.case, submission=first.submission, by=first.presented_by)
    letter = letters.unmade_letter(proposed=again, by=first.decided_by, replaces=first, ground=ground)
    text = " ".join(text_of(pdf_of(letter)).replace("\u00a0", " ").split())

    assert told in text

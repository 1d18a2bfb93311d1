import hashlib
import os
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from portal.pdf.render import render_pdf
from tests.pdf.documents import document, rendered, structure, text_of


def test_text_is_read_back_with_its_letters_and_hard_spaces():
    text = text_of(rendered("<p>Räksmörgås, Šaldo: 2\u00a0857\u00a0000\u00a0kr</p>"))

    assert "Räksmörgås, Šaldo: 2 857 000 kr" in text.replace("\u00a0", " ")


def test_amounts_with_hard_spaces_stay_on_one_line():
    text = text_of(rendered('<p style="width: 3em">får 2\u00a0857\u00a0000\u00a0kr nu</p>'))

    assert "2 857 000 kr" in text.replace("\u00a0", " ").splitlines()


def test_each_page_says_which_it_is_of_how_many_and_later_ones_what_document():
    reader = PdfReader(
        BytesIO(rendered('<p class="running-name">Beslut 7</p><p style="break-before: page">Sida två</p>'))
    )
    first, second = (page.extract_text() for page in reader.pages)

    assert "Sida 1 (2)" in first
    assert "Sida 2 (2)" in second
    assert "Beslut 7" in second
    assert first.count("Beslut 7") == 1, "the running name is not on the first page"


def test_pages_are_a4():
    width, height = PdfReader(BytesIO(rendered("<p>A4</p>"))).pages[0].mediabox[2:]

    assert (round(width), round(height)) == (595, 842)


def test_pdf_says_that_it_is_accessible():
    with pikepdf.open(BytesIO(render_pdf(html=document("<h1>Rubrik</h1>", title="Råd & rön")))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "sv"
        assert str(pdf.docinfo.Title) == "Råd & rön"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Råd & rön"


def test_tags_follow_the_document():
    tags = structure(
        rendered(
            "<h1>A</h1><p>B</p><ol><li>C</li></ol>"
            '<table><thead><tr><th scope="col">D</th></tr></thead><tbody><tr><td>E</td></tr></tbody></table>'
        )
    )
    names = [name for _depth, name in tags]

    assert names[0] == "Document"
    assert [name for name in names if name in {"H1", "P", "L", "LI", "Table", "TH", "TD"}] == [
        "H1",
        "P",
        "L",
        "LI",
        "Table",
        "TH",
        "TD",
    ]


def test_every_font_is_embedded_and_the_projects_own():
    with pikepdf.open(BytesIO(rendered("<p>Text <b>fet</b> ŋ 😀 ж 中</p>"))) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        names = [str(font.BaseFont) for font in fonts]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]

        assert names
        assert all("Source-Sans-3" in name for name in names)
        assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_same_document_gives_same_bytes_in_another_process_too():
    body = "<h1>Åtta</h1><p>Samma <b>text</b> š</p>"
    here = hashlib.sha256(rendered(body)).hexdigest()

    assert hashlib.sha256(rendered(body)).hexdigest() == here
    script = (
        "import django, hashlib; django.setup()\n"
        "from tests.pdf.documents import rendered\n"
        f"print(hashlib.sha256(rendered({body!r})).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": "."}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == here


@pytest.mark.parametrize("word", ["x" * 3000, "å" * 3000, "\u00a0".join("1234567890")])
def test_long_words_wrap_within_the_page(word):
    text = text_of(rendered(f'<p style="overflow-wrap: anywhere">{word}</p>'))

    assert text.count(word[0]) >= word.count(word[0]), "nothing is cut off"


def test_controls_in_a_title_do_not_break_the_metadata():
    pdf = render_pdf(html=document("<p>a\x01b\x0c\ufffe</p>", title="Titel\x1f\ufffe 😀"))

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo.Title) == "Titel [?]"

"""Archival and accessible in one file, signed: read back by other libraries than the ones that made it.

These are the points of PDF/A-3a, PDF/UA-1 and the Matterhorn protocol that a program can see without a validator.
"""

import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from portal.pdf.archival import EmbeddedFile
from portal.pdf.certificates import Credentials, CredentialsUnusable, _make, credentials
from portal.pdf.pictures import qr_code
from portal.pdf.render import DocumentRefused, render_pdf
from portal.pdf.signing import sign_pdf, with_signature_field
from tests.pdf.documents import document, embedded, structure, text_of

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
BODY = (
    "<h1>Beslut</h1><p>Räksmörgås</p><p><img src='picture:qr' alt='QR-kod till portalen'></p>"
    "<table><thead><tr><th>År</th><th>Belopp</th></tr></thead><tbody><tr><th>2023</th><td>1</td></tr></tbody></table>"
)


def unsigned(body: str = BODY) -> bytes:
    pdf = render_pdf(
        html=document(body, title="Beslut: ja & nej"),
        is_archival=True,
        embedded=[EmbeddedFile("beslut.json", "Uppgifterna", b'{"a":1}', AT)],
        pictures={"qr": qr_code("https://portal.test/kontrollera/K7QF-2M9X-TD4R/")},
    )
    return with_signature_field(pdf, description="Elektronisk underskrift")


def signed(pdf: bytes | None = None) -> bytes:
    return sign_pdf(pdf or unsigned(), credentials=credentials(), reason="Beslut 2022-000131", at=AT)


def status_of(pdf: bytes, trusted: Credentials | None = None):
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    roots = [trusted.certificate] if trusted else []
    return validate_pdf_signature(signature, ValidationContext(trust_roots=roots))


def test_same_document_gives_same_bytes_before_it_is_signed():
    assert unsigned() == unsigned()


def test_file_says_that_it_is_archival_and_accessible():
    with pikepdf.open(BytesIO(signed())) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Beslut: ja & nej"
        assert "http://www.aiim.org/pdfua/ns/id/" in str(metadata), "the extension schema explains pdfuaid"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "sv"
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert "/ID" in pdf.trailer
        assert not pdf.is_encrypted


def test_metadata_is_one_rdf_document_and_is_not_packed():
    with pikepdf.open(BytesIO(signed())) as pdf:
        xmp = pdf.Root.Metadata.read_bytes()

    assert xmp.count(b"<rdf:RDF") == 1
    assert xmp.count(b"</rdf:RDF>") == 1
    assert b"pdfaExtension:schemas" in xmp


def test_data_is_attached_with_its_relationship():
    pdf = signed()
    with pikepdf.open(BytesIO(pdf)) as opened:
        [file] = opened.Root.AF
        assert str(file.AFRelationship) == "/Data"
        assert str(file.EF.F.Subtype) == "/application/json"
        assert str(file.EF.F.Params.ModDate) == "D:20261128120000Z"

    assert embedded(pdf) == [("beslut.json", b'{"a":1}')]


def test_fonts_are_embedded_and_tell_their_letters():
    with pikepdf.open(BytesIO(signed())) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
        assert all("/ToUnicode" in font for font in fonts)


def test_pages_hold_nothing_that_an_archive_refuses():
    with pikepdf.open(BytesIO(signed())) as pdf:
        names = {str(key) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) for key in thing}
        kinds = {str(thing.get("/S")) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)}

    assert not names & {"/JS", "/JavaScript", "/AA", "/OpenAction", "/XFA", "/Encrypt"}
    assert not kinds & {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm"}


def test_all_content_is_tagged_or_marked_as_decoration():
    """Matterhorn 01-003 to 01-005: every operator that paints stands within marked content."""
    with pikepdf.open(BytesIO(signed())) as pdf:
        for page in pdf.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(page):
                depth += str(operator) in {"BMC", "BDC"}
                depth -= str(operator) == "EMC"
                paints = str(operator) in {"Tj", "TJ", "Do", "f", "f*", "S", "s", "B", "b"}
                assert depth > 0 or not paints, f"{operator} {operands}"
            assert depth == 0


def test_figures_have_words_and_tables_their_headers():
    """Matterhorn 13-004 and 15-003."""
    with pikepdf.open(BytesIO(signed())) as pdf:
        elements = [thing for thing in pdf.objects if is_element(thing)]
        figures = [element for element in elements if str(element.S) == "/Figure"]
        headers = [element for element in elements if str(element.S) == "/TH"]

        assert [str(figure.Alt) for figure in figures] == ["QR-kod till portalen"]
        assert {str(header.A.Scope) for header in headers} == {"/Column", "/Row"}


def is_element(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"


def test_signature_field_stands_among_the_tags_with_a_description():
    """Matterhorn 28-002, 28-005, 28-008 to 28-011: widgets are in Form elements, described, in the page's tab order."""
    pdf = signed()
    with pikepdf.open(BytesIO(pdf)) as opened:
        [field] = opened.Root.AcroForm.Fields
        page, parents = opened.pages[0].obj, opened.Root.StructTreeRoot.ParentTree
        numbers = dict(zip(map(int, list(parents.Nums)[::2]), list(parents.Nums)[1::2], strict=True))
        element = numbers[int(field.StructParent)]

        assert str(field.TU) == "Elektronisk underskrift"
        assert int(field.F) == 4 + 128, "printed, not hidden (ISO 19005-3, 6.3.2)"
        assert [float(number) for number in field.Rect] == [0, 0, 0, 0]
        assert str(page.Tabs) == "/S"
        assert [annotation.objgen for annotation in page.Annots] == [field.objgen]
        assert (str(element.S), element.K.Obj.objgen) == ("/Form", field.objgen)
        assert opened.Root.StructTreeRoot.ParentTreeNextKey == max(numbers) + 1
    assert [name for _depth, name in structure(pdf)].count("Form") == 1


def test_signature_is_sound_covers_the_whole_file_and_allows_no_change():
    pdf = signed()
    status = status_of(pdf, credentials())

    assert status.bottom_line
    assert str(status.coverage).endswith("ENTIRE_FILE")
    assert status.signer_reported_dt == AT
    with pikepdf.open(BytesIO(pdf)) as opened:
        signature = opened.Root.AcroForm.Fields[0].V
        assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
        assert str(signature.Reason) == "Beslut 2022-000131"
        assert opened.Root.Perms.DocMDP.objgen == signature.objgen


def test_signing_adds_to_the_file_and_leaves_the_rest_as_it_was():
    before = unsigned()
    after = signed(before)

    assert after.startswith(before)
    assert "Räksmörgås" in text_of(after)


def test_changed_file_is_seen_and_a_stranger_is_not_trusted():
    pdf = signed()
    place = pdf.index(b"/Producer") if b"/Producer" in pdf else pdf.index(b"WeasyPrint")
    broken = pdf[:place] + pdf[place:].replace(b"WeasyPrint", b"WeasyPrant", 1)

    assert not status_of(pdf).bottom_line, "nobody vouches for it"
    assert not status_of(broken, credentials()).intact


def test_key_and_certificate_come_from_the_environment(settings):
    text = _make()
    settings.SIGNING_KEY = settings.SIGNING_CERTIFICATE = text
    found = credentials()

    assert not found.is_own
    assert found.name == "Tillväxtverket (eget certifikat)"
    assert status_of(signed(), found).bottom_line


def test_whole_chain_comes_along(settings):
    settings.SIGNING_KEY = own = _make()
    settings.SIGNING_CERTIFICATE = own + _make() + _make()

    signature = PdfFileReader(BytesIO(signed())).embedded_signatures[0]
    assert len(signature.other_embedded_certs) == 2


@pytest.mark.parametrize("key", ["", "inte en nyckel", "another"])
def test_unusable_key_is_told_without_its_content(settings, key):
    settings.SIGNING_CERTIFICATE = _make()
    settings.SIGNING_KEY = _make() if key == "another" else key

    with pytest.raises(CredentialsUnusable) as fault:
        credentials()
    assert "PRIVATE" not in str(fault.value)


def test_own_certificate_is_made_once_and_kept_from_others(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"
    first = credentials()

    assert first.is_own
    assert credentials().fingerprint == first.fingerprint
    [file] = settings.LOCAL_DIR.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_picture_that_was_not_handed_over_is_refused():
    with pytest.raises(DocumentRefused):
        render_pdf(html=document("<img src='picture:other' alt=''>"), pictures={"qr": qr_code("x")})
    with pytest.raises(DocumentRefused):
        render_pdf(html=document("<img src='picture:qr' alt=''>"))


def test_qr_code_is_a_plain_picture_of_the_same_bytes():
    made = qr_code("https://portal.test/kontrollera/K7QF-2M9X-TD4R/")

    assert hashlib.sha256(qr_code("https://portal.test/kontrollera/K7QF-2M9X-TD4R/")).digest() == (
        hashlib.sha256(made).digest()
    )
    assert re.search(rb"<svg [^>]*xmlns", made)
    assert b"href" not in made

import io
import unicodedata
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.files.inspection import clean_name, inspect
from portal.files.kinds import ALLOWED_TYPES, KINDS
from tests.factories.files import (
    EXECUTABLE,
    JPEG,
    PDF,
    archive,
    bomb,
    macro_document,
    office,
    open_document,
    overlapping_bomb,
    png,
)


def check(content: bytes, name: str, max_bytes: int = 10_000_000) -> str:
    return inspect(io.BytesIO(content), name=name, size=len(content), allowed_types=ALLOWED_TYPES, max_bytes=max_bytes)


def code_of(content: bytes, name: str, max_bytes: int = 10_000_000) -> str:
    with pytest.raises(ValidationError) as refused:
        check(content, name, max_bytes)
    assert refused.value.messages[0].endswith(".")
    return str(refused.value.code)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "a.pdf"),
        (PDF, "A.PDF"),
        (office("docx"), "a.docx"),
        (office("xlsx"), "a.xlsx"),
        (office("pptx"), "a.pptx"),
        (open_document("text"), "a.odt"),
        (open_document("spreadsheet"), "a.ods"),
        (png(), "a.png"),
        (JPEG, "a.jpeg"),
        ("Hej på er\n".encode(), "a.txt"),
        ("år;kronor\n2022;5\n".encode(), "a.csv"),
    ],
)
def test_file_of_an_allowed_kind_is_told_by_its_content(content: bytes, name: str) -> None:
    assert name.lower().endswith(KINDS[check(content, name)].endings)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (EXECUTABLE, "a.pdf", "type"),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "type"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", "type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.png", "type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "type"),
        (PDF, "a.docx", "mismatch"),
        (PDF, "a", "mismatch"),
        (office("docx"), "a.xlsx", "mismatch"),
        (office("docx"), "a.docm", "mismatch"),
        (macro_document(), "a.docm", "macros"),
        (macro_document(), "a.docx", "macros"),
        (office("docx", **{"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/Standard/x.xml": b""}),
            "a.odt",
            "macros",
        ),
        (office("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "a.xlsx", "macros"),
        (office("docx", **{"word/embeddings/Budget.xlsm": b"x"}), "a.docx", "macros"),
        (office("docx", **{"word/embeddings/setup.EXE": b"MZ"}), "a.docx", "macros"),
        (bomb(), "a.docx", "archive_bomb"),
        (overlapping_bomb(), "a.docx", "archive_bomb"),
        (archive({f"{number}": b"" for number in range(5001)}), "a.docx", "archive_bomb"),
        (archive({"readme.txt": b"hej"}), "a.zip", "type"),
        (office("docx")[:-30], "a.docx", "broken"),
        (b"PK\x03\x04" + b"x" * 100, "a.docx", "broken"),
        (archive({"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types>&a;</Types>"}), "a.docx", "type"),
        (archive({"[Content_Types].xml": b"<Types"}), "a.docx", "type"),
    ],
)
def test_file_that_is_not_what_is_allowed_is_refused(content: bytes, name: str, code: str) -> None:
    assert code_of(content, name) == code


def test_file_above_the_limit_is_refused() -> None:
    assert code_of(PDF, "a.pdf", max_bytes=10) == "too_large"


def test_encrypted_archive_is_refused() -> None:
    content = bytearray(office("docx"))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as whole:
        start = whole.start_dir
    content[start + 8] |= 1  # the flag of the first entry in the directory
    assert code_of(bytes(content), "a.docx") == "encrypted"


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.docx", "a.txt", "a"]))
def test_any_bytes_are_told_or_refused(content: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-"):
        try:
            assert check(start + content, name) in ALLOWED_TYPES
        except ValidationError:
            continue


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("avtal.pdf", "avtal.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Karin\\avtal.pdf", "avtal.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("", "fil"),
        ("...", "fil"),
        ("/", "fil"),
        (".pdf", "pdf"),
        ("O\u0308versikt.pdf", "Översikt.pdf"),
        ('"><img src=x>.pdf', "___img src=x_.pdf"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_name_is_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.text())
def test_any_name_becomes_one_that_can_be_saved(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(char)[0] == "C" for char in cleaned)
    assert clean_name(cleaned) == cleaned

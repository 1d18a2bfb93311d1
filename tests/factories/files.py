"""Files of every kind, right and wrong, as bytes; and stored ones."""

import hashlib
import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.models import StoredFile
from tests.factories.accounts import UserFactory

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00" + b"\x00" * 56 + struct.pack("<I", 64) + b"PE\x00\x00\x4c\x01" + b"\x00" * 200
# The standard anti-virus test file (eicar.org), in two halves so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def office(kind: str = "docx", **parts: bytes) -> bytes:
    """A small Word, Excel or PowerPoint file, with more parts: `office("docx", **{"word/vbaProject.bin": b"…"})`."""
    name, content_type = _MAIN[kind]
    manifest = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{name}" ContentType="{content_type}.main+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": manifest.encode(), name: b"<document/>", **parts})


def macro_document() -> bytes:
    """What Word saves as .docm."""
    manifest = (
        '<Types><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": manifest.encode(), "word/document.xml": b"", "word/vbaProject.bin": b"x"})


def open_document(kind: str = "text") -> bytes:
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<office/>"})


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 4)) + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def bomb() -> bytes:
    """A Word file of some 60 kB that unpacks to 60 MB."""
    return office("docx", **{"word/media/image1.bin": b"\0" * 60_000_000})


def overlapping_bomb() -> bytes:
    """A Word file of some kB with a thousand parts that share their bytes, and unpack to four gigabytes."""
    made = io.BytesIO(office("docx"))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/image1.bin", b"\0" * 4_000_000)
        file.filelist.extend(file.filelist[-1:] * 999)
    return made.getvalue()


def upload(content: bytes = PDF, name: str = "avsikt.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it, with a content type that must not be believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def stored_file(by: Any = None, content: bytes = PDF, name: str = "avsikt.pdf", **fields: Any) -> StoredFile:
    made = StoredFile(
        **{
            "name": name,
            "content_type": "application/pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "uploaded_by": by or UserFactory(),
            "uploaded_at": datetime(2022, 5, 31, tzinfo=UTC),
            **fields,
        }
    )
    made.content.save(name, ContentFile(content), save=False)
    made.save()
    return made

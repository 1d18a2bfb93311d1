"""What a file is, told by its content and never by its name, and whether it may be taken. Reads, and changes nothing.

A file that is not taken raises ValidationError with a text for the person who chose it, and one of the codes
empty, too_large, type, mismatch, macros, archive_bomb, broken, encrypted.
"""

import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

import magic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.files.kinds import KINDS, Kind
from portal.ui.numbers import file_size

# Enough for libmagic to tell every type that we take.
_HEAD_BYTES = 64 * 1024
_MAX_NAME = 120
# An Office file of the allowed size unpacks to some ten times its size; a bomb to thousands.
_MAX_UNPACKED_BYTES = 300 * 1024 * 1024
_MAX_RATIO = 200
_MAX_ENTRIES = 5_000
_MAX_PART_BYTES = 1024 * 1024
_MANIFEST = "[Content_Types].xml"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", ".docm", ".xlsm", ".xlsb", ".pptm")
_PROGRAMS = (".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".lnk")
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "word/activex/", "xl/activex/", "ppt/activex/")
_MACRO_TYPES = (b"macroenabled", b"ms-office.vbaproject")
_TEXT_TYPES = {".txt": "text/plain", ".csv": "text/csv"}


def clean_name(name: str) -> str:
    """A file's name as it can be shown and saved anywhere: no folders, no invisible or direction-changing characters,
    not too long, its ending kept.
    """
    shown = "".join(
        char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] not in "C" or char == "\t"
    )
    last = " ".join(shown.replace("\\", "/").split("/")[-1].split())
    last = "".join("_" if char in '<>:"|?*' else char for char in last).strip(" .")
    ending = PurePosixPath(last).suffix[:12]
    stem = last[: len(last) - len(ending)] if ending else last
    return f"{stem[: _MAX_NAME - len(ending)].rstrip(' .') or _('fil')}{ending}"


def inspect(file: IO[bytes], *, name: str, size: int, allowed_types: Collection[str], max_bytes: int) -> str:
    """The content type of `file`, whose cleaned name is `name`. Raises ValidationError when it can't be taken."""
    if size == 0:
        raise ValidationError(_("Filen är tom. Öppna den och kontrollera att den har innehåll."), code="empty")
    if size > max_bytes:
        raise ValidationError(
            _("Filen är %(size)s. Den får vara högst %(limit)s. Dela upp den eller spara den i mindre format."),
            code="too_large",
            params={"size": file_size(size), "limit": file_size(max_bytes)},
        )
    content_type = _type_of(file, name)
    if content_type not in allowed_types:
        raise _not_allowed(allowed_types)
    kind = KINDS[content_type]
    if not name.lower().endswith(kind.endings):
        raise ValidationError(
            _("Filen heter ”%(name)s”, men innehållet är %(kind)s. Ge den ändelsen %(ending)s eller spara om den."),
            code="mismatch",
            params={"name": name, "kind": kind.label, "ending": kind.endings[0]},
        )
    return content_type


def _type_of(file: IO[bytes], name: str) -> str:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _type_of_archive(file)
    found = magic.from_buffer(head, mime=True)
    if found == "application/x-ole-storage" or head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _(
                "Filen är i Offices gamla format eller skyddad med lösenord. "
                "Spara den utan lösenord som .docx, .xlsx, .pptx eller PDF."
            ),
            code="type",
        )
    if found in {"text/plain", "text/csv", "application/csv"}:
        return _TEXT_TYPES.get(PurePosixPath(name).suffix.lower(), "text/plain")
    return found


def _type_of_archive(file: IO[bytes]) -> str:
    """The type of an Office or OpenDocument file. Nothing is unpacked but two parts, and of those a limited length."""
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bombs(archive)
            _refuse_encrypted(archive)
            names = {entry.filename for entry in archive.infolist()}
            manifest = _part(archive, _MANIFEST) if _MANIFEST in names else b""
            _refuse_macros(names, manifest)
            if manifest:
                return _main_type(manifest)
            return _part(archive, "mimetype").decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise ValidationError(
            _("Filen går inte att läsa. Den kan ha blivit skadad på vägen. Spara den igen och välj den på nytt."),
            code="broken",
        ) from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MAX_PART_BYTES)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    too_dense = unpacked > 10 * 1024 * 1024 and unpacked / packed > _MAX_RATIO
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES or too_dense:
        raise ValidationError(
            _("Filen blir orimligt stor när den packas upp, så vi kan inte ta emot den. Spara den som PDF i stället."),
            code="archive_bomb",
        )


def _refuse_encrypted(archive: zipfile.ZipFile) -> None:
    if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
        raise ValidationError(_("Filen är skyddad med lösenord. Spara den utan lösenord."), code="encrypted")


def _refuse_macros(names: Collection[str], manifest: bytes) -> None:
    lowered = [name.lower() for name in names]
    has_part = any(name.endswith(_MACRO_PARTS + _PROGRAMS) or name.startswith(_MACRO_FOLDERS) for name in lowered)
    if has_part or any(mark in manifest.lower() for mark in _MACRO_TYPES):
        raise ValidationError(
            _(
                "Filen innehåller makron eller program, och sådana tar vi inte emot. "
                "Spara den utan dem, till exempel som PDF."
            ),
            code="macros",
        )


def _main_type(manifest: bytes) -> str:
    """What [Content_Types].xml says that the main part of an Office file is."""
    if b"<!DOCTYPE" in manifest or b"<!ENTITY" in manifest:
        return ""
    try:
        root = ElementTree.fromstring(manifest)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError:
        return ""
    for part in root:
        main_type, _dot, rest = part.get("ContentType", "").rpartition(".main+xml")
        if main_type and not rest and part.get("PartName"):
            return main_type
    return ""


def _not_allowed(allowed_types: Collection[str]) -> ValidationError:
    kinds: list[Kind] = [kind for kind in KINDS.values() if kind.content_type in allowed_types]
    return ValidationError(
        _("Den sortens fil tar vi inte emot. Vi tar emot %(kinds)s."),
        code="type",
        params={"kinds": ", ".join(str(kind.label) for kind in kinds)},
    )

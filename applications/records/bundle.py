"""A case file's ZIP: the papers as one PDF, files as they came, what the portal made, and a manifest of hashes."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import get_valid_filename
from django.utils.timezone import localtime

from applications.records.papers.paper import Original, Paper, PaperFile
from portal.files.models import StoredFile
from portal.pdf.render import render_pdf

FORMAT = 1
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class MaskedFile:
    """That a file is secret: by what ground, and the copy that is given out in its place, if there is one."""

    ground: str
    replacement: StoredFile | None = None


@dataclass(frozen=True)
class Contents:
    """What a case file is to hold. `note` is a text about what was masked, with the name `MASKERAT.txt`."""

    stem: str
    title: str
    made_at: datetime
    papers: list[Paper]
    is_masked: bool = False
    masked_files: Mapping[str, MaskedFile] = field(default_factory=dict)
    note: str = ""

    @property
    def files(self) -> list[PaperFile]:
        """Every file once, in the order of the papers."""
        found = {file.uuid: file for paper in self.papers for file in paper.files}
        return list(found.values())

    @property
    def originals(self) -> list[Original]:
        return [] if self.is_masked else [original for paper in self.papers for original in paper.originals]

    @property
    def steps(self) -> int:
        """How many steps it takes to write: the PDF, each file, and the manifest."""
        return 2 + len(self.files) + len(self.originals)


@dataclass(frozen=True)
class Entry:
    """A line of the manifest: a file in the ZIP; or with `withheld` one that is not in it, and why."""

    name: str
    about: str
    size: int | None = None
    sha256: str = ""
    withheld: str = ""
    remark: str = ""


def write_bundle(contents: Contents, target: IO[bytes], *, done: Callable[[], None]) -> None:
    """Write the ZIP to an open file, without holding more than one part in memory; `done` is called after each step.

    The same contents give the same bytes. Raises portal.pdf.render.DocumentRefused.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        entries = []
        for entry in _entries(contents, bundle):
            entries.append(entry)
            done()
        if contents.note:
            entries.append(
                _write(bundle, contents, "MASKERAT.txt", "Vad som är maskerat, och varför", contents.note.encode())
            )
        _write_manifest(bundle, contents, entries)
        done()


def _entries(contents: Contents, bundle: zipfile.ZipFile) -> Iterator[Entry]:
    pdf = render_pdf(
        html=render_to_string("records/papers_pdf.html", {"contents": contents, "agency_name": settings.AGENCY_NAME}),
        styles=("css/case-file.css",),
    )
    yield _write(bundle, contents, f"{contents.stem}.pdf", "Ärendets handlingar och historik", pdf)
    for number, file in enumerate(contents.files, 1):
        yield _attachment(bundle, contents, number, file)
    for number, original in enumerate(contents.originals, 1):
        info = _info(contents, f"original/{number:02d}-{original.name}")
        yield _copy(bundle, info, original.content, about="Som portalen skapade den", sha256=original.sha256)


def _attachment(bundle: zipfile.ZipFile, contents: Contents, number: int, file: PaperFile) -> Entry:
    mask, stored, remark = contents.masked_files.get(file.uuid), file.stored, ""
    # The name of a file that is secret may tell of what it holds.
    name, about = (f"Bilaga {number}", "Bilaga") if mask else (file.name, "Bilaga, så som den kom in")
    if mask and mask.replacement is None:
        return Entry("", name, withheld=f"Sekretess: {mask.ground}.")
    if mask and mask.replacement is not None:
        stored, about = mask.replacement, "Bilaga, maskerad kopia"
        name, remark = stored.name, f"Ersätter bilaga {number}. Sekretess: {mask.ground}."
    if why := why_shut(stored):
        return Entry("", name, withheld=why)
    if stored.scan == StoredFile.Scan.NOT_SCANNED:
        remark = f"{remark} Inte genomsökt efter virus.".strip()
    path = f"bilagor/{number:02d}-{get_valid_filename(name)}"
    info = _info(contents, path)
    return _copy(bundle, info, stored.content, about=about, sha256=stored.sha256, remark=remark)


def why_shut(stored: StoredFile) -> str:
    """Why a file can't be handed on; "" when it can. Where no scanner is set up, files count as not scanned."""
    match stored.scan:
        case StoredFile.Scan.CLEAN:
            return ""
        case StoredFile.Scan.INFECTED:
            return "Filen innehåller virus och lämnas inte ut."
        case StoredFile.Scan.PENDING:
            return "Filen är inte genomsökt efter virus än. Beställ akten igen senare."
    return "Filen är inte genomsökt efter virus och lämnas inte ut." if settings.CLAMD_ADDRESS else ""


def _info(contents: Contents, name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, localtime(contents.made_at).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write(bundle: zipfile.ZipFile, contents: Contents, name: str, about: str, content: bytes) -> Entry:
    bundle.writestr(_info(contents, name), content)
    return Entry(name, about, len(content), hashlib.sha256(content).hexdigest())


def _copy(
    bundle: zipfile.ZipFile, info: zipfile.ZipInfo, source: Any, *, about: str, sha256: str, remark: str = ""
) -> Entry:
    """Copy a stored file, and say so if it is not what it was when it came."""
    digest, size = hashlib.sha256(), 0
    try:
        opened = source.open("rb")
    except FileNotFoundError:
        return Entry("", info.filename, withheld="Filen finns inte kvar i lagringen. Säg till den som sköter portalen.")
    with opened as read, bundle.open(info, "w", force_zip64=True) as written:
        for chunk in read.chunks(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            written.write(chunk)
    found = digest.hexdigest()
    if found != sha256:
        remark = f"{remark} Stämmer inte med kontrollsumman som togs när filen kom: {sha256}.".strip()
    return Entry(info.filename, about, size, found, remark=remark)


def _write_manifest(bundle: zipfile.ZipFile, contents: Contents, entries: list[Entry]) -> None:
    data = {
        "format": FORMAT,
        "title": contents.title,
        "made_at": contents.made_at.isoformat(),
        "is_masked": contents.is_masked,
        "files": [{key: value for key, value in asdict(entry).items() if value not in ("", None)} for entry in entries],
    }
    _write(bundle, contents, "manifest.json", "", json.dumps(data, ensure_ascii=False, indent=2).encode())
    _write(bundle, contents, "INNEHALL.txt", "", _readable(contents, entries).encode())


def _readable(contents: Contents, entries: list[Entry]) -> str:
    lines = [
        contents.title,
        f"Framställd {date_format(localtime(contents.made_at), 'DATETIME_FORMAT')} av {settings.AGENCY_NAME}.",
        "",
        "Varje fil har en kontrollsumma (SHA-256). Räkna om den, till exempel med",
        "certutil -hashfile filen SHA256 (Windows) eller sha256sum filen (Linux, macOS: shasum -a 256 filen),",
        "och jämför. Är summorna lika är filen precis den som vi framställde.",
        "",
    ]
    for entry in entries:
        if entry.withheld:
            lines += [f"{entry.about}: finns inte med. {entry.withheld}", ""]
        else:
            lines += [entry.name, f"  {entry.about}, {entry.size} byte", f"  SHA-256 {entry.sha256}"]
            lines += [f"  {entry.remark}"] if entry.remark else []
            lines.append("")
    return "\n".join(lines)

"""The kinds of files that may be handed over, told by what they hold, and what to call them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """`content_type` is what the file is served as; `endings` are what its name may end with."""

    content_type: str
    endings: tuple[str, ...]
    label: Any


KINDS = {
    kind.content_type: kind
    for kind in (
        Kind("application/pdf", (".pdf",), "PDF"),
        Kind(f"{_OFFICE}.wordprocessingml.document", (".docx",), "Word (.docx)"),
        Kind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), "Excel (.xlsx)"),
        Kind(f"{_OFFICE}.presentationml.presentation", (".pptx",), "PowerPoint (.pptx)"),
        Kind(f"{_OPEN_DOCUMENT}.text", (".odt",), "OpenDocument (.odt)"),
        Kind(f"{_OPEN_DOCUMENT}.spreadsheet", (".ods",), "OpenDocument (.ods)"),
        Kind("image/png", (".png",), _("PNG-bild")),
        Kind("image/jpeg", (".jpg", ".jpeg"), _("JPEG-bild")),
        Kind("text/plain", (".txt",), _("textfil (.txt)")),
        Kind("text/csv", (".csv",), _("kommaseparerad fil (.csv)")),
    )
}
ALLOWED_TYPES = frozenset(KINDS)
# For the file chooser of a browser: <input type="file" accept="…">.
ALLOWED_ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

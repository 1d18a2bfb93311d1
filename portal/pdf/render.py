"""HTML to tagged PDF (PDF/UA-1), for every room; archival (PDF/A-3a) too where it is to be kept.

What costs time, the fonts and the parsed style sheets, is kept for the life of the process; what a document holds can't
reach outside the project (portal.pdf.fetcher); and the same document gives the same bytes.
"""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from django.conf import settings

from portal.pdf import fonts
from portal.pdf.archival import EmbeddedFile, name_files_once, say_accessible
from portal.pdf.text import clean, with_known_characters

log = structlog.get_logger(__name__)
# Pango's fonts are not for several threads at once; and threads would only make it slower.
_one_at_a_time = Lock()


class DocumentRefused(Exception):
    """The document asks for something outside the project, so there is no PDF."""


def render_pdf(
    *,
    html: str,
    styles: tuple[str, ...] = (),
    is_archival: bool = False,
    embedded: Sequence[EmbeddedFile] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF of a whole HTML document, whose `lang` and `<title>` become those of the PDF.

    `styles` are paths under static/, such as "css/letter.css", laid over the page of css/document.css. An archival PDF
    is PDF/A-3a beside PDF/UA-1, and may hold `embedded` files. `pictures` are SVG files that the document shows, each
    at the address "picture:" and its name. The same arguments give the same bytes. Raises DocumentRefused.
    """
    with _one_at_a_time:
        return _render(html, ("css/document.css", *styles), is_archival, embedded, pictures)


def _render(
    html: str,
    styles: tuple[str, ...],
    is_archival: bool,
    embedded: Sequence[EmbeddedFile],
    pictures: Mapping[str, bytes] | None,
) -> bytes:
    weasyprint, font_config, closed_fetcher, known = _machinery()
    from weasyprint.urls import FatalURLFetchingError

    shown = with_known_characters(clean(html), known)
    try:
        with _unclosed_profile():
            document = weasyprint.HTML(string=shown, url_fetcher=closed_fetcher(pictures))
            return document.write_pdf(
                stylesheets=[_style(path) for path in styles],
                font_config=font_config,
                # Widths of columns that the text decides stand on <col>, since templates hold no styles of their own.
                presentational_hints=True,
                pdf_variant="pdf/a-3a" if is_archival else "pdf/ua-1",
                attachments=[_attachment(file) for file in embedded],
                finisher=_finish_archival if is_archival else _finish,
            )
    except FatalURLFetchingError as refusal:  # a BaseException, which no `except Exception` would catch
        log.exception("document_refused")
        raise DocumentRefused(str(refusal)) from refusal


@contextmanager
def _unclosed_profile() -> Iterator[None]:
    """WeasyPrint leaves it to Python to close its colour profile, which is no news to anybody."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".*sRGB2014\.icc", ResourceWarning)
        yield


def _attachment(file: EmbeddedFile) -> Any:
    weasyprint, _font_config, _fetcher, _known = _machinery()
    return weasyprint.Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        relationship="Data",
        created=file.changed_at.astimezone(UTC),
        modified=file.changed_at.astimezone(UTC),
    )


def _finish(_document: Any, pdf: Any) -> None:
    """What every document lacks when WeasyPrint has made it."""
    _tell_scopes(pdf)


def _finish_archival(_document: Any, pdf: Any) -> None:
    _tell_scopes(pdf)
    name_files_once(pdf)
    say_accessible(pdf)


def _tell_scopes(pdf: Any) -> None:
    """Say of each table header whether it heads a column or a row, which WeasyPrint leaves out (PDF/UA-1, 7.5).

    Column headers stand in <thead>, all others head rows.
    """
    elements = {thing.reference: thing for thing in pdf.objects if _is_structure(thing)}
    for header in [element for element in elements.values() if element["S"] == "/TH" and "A" in element]:
        rows = elements[elements[header["P"]]["P"]]
        header["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"


def _is_structure(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructElem"


@cache
def _machinery() -> tuple[Any, Any, Any, frozenset[int]]:
    """WeasyPrint with the project's fonts alone, a closed fetcher and the characters that the fonts know.

    Imported here, so that web processes, which make no PDF, don't pay for it, and because fontconfig must be told
    which fonts there are before it is loaded.
    """
    fonts.ensure_built()
    with _no_other_fonts():
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        from portal.pdf.fetcher import ClosedFetcher

        return weasyprint, FontConfiguration(), ClosedFetcher, fonts.known_characters()


@contextmanager
def _no_other_fonts() -> Iterator[None]:
    """Fontconfig reads our file instead of the system's; programs that this process starts later don't."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts.config_file())
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def _style(path: str) -> Any:
    weasyprint, font_config, closed_fetcher, _known = _machinery()
    file = Path(settings.BASE_DIR, "static", path)
    return weasyprint.CSS(filename=file, font_config=font_config, url_fetcher=closed_fetcher())

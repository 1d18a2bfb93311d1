"""Whole documents for tests, and their PDF read back."""

from io import BytesIO

import pikepdf
from pypdf import PdfReader

from portal.pdf.render import render_pdf


def document(body: str, head: str = "", title: str = "Prov") -> str:
    return f'<!doctype html><html lang="sv"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def rendered(body: str, head: str = "") -> bytes:
    return render_pdf(html=document(body, head))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def embedded(pdf: bytes) -> list[tuple[str, bytes]]:
    """The files that lie in a PDF, each with its name."""
    return [(name, content) for name, contents in PdfReader(BytesIO(pdf)).attachments.items() for content in contents]


def structure(pdf: bytes) -> list[tuple[int, str]]:
    """The tags in reading order, each with its depth."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return list(_walk(opened.Root.StructTreeRoot.K, 0))


def _walk(node, depth):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child, depth)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield depth, str(node.S)[1:]
        if "/K" in node:
            yield from _walk(node.K, depth + 1)

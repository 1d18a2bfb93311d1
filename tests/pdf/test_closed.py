"""Rendering reaches nothing outside the project, whatever the document asks for."""

import pytest
import weasyprint

from portal.pdf.render import DocumentRefused, render_pdf
from tests.pdf.documents import document, text_of

SECRET = "hemligheten-i-filen"

# Ways for a document to ask for another address. {0} is that address.
WAYS = {
    "img": ("<img src='{0}/a.png' alt=''>", ""),
    "input image": ("<input type=image src='{0}/a.png'>", ""),
    "object": ("<object data='{0}/a.svg'></object>", ""),
    "embed": ("<embed src='{0}/a.svg'>", ""),
    "svg image": ("<svg width=9 height=9><image href='{0}/a.png' width=9 height=9 /></svg>", ""),
    "svg xlink": (
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink' width=9 height=9>"
        "<image xlink:href='{0}/a.png' width=9 height=9 /></svg>",
        "",
    ),
    "svg use": ("<svg width=9 height=9><use href='{0}/a.svg#x' /></svg>", ""),
    "background": ("<p style='background: url({0}/a.png)'>a</p>", ""),
    "content": ("<p class=c>a</p>", "<style>.c::before {{ content: url({0}/a.png) }}</style>"),
    "list style": ("<ul style='list-style-image: url({0}/a.png)'><li>a</ul>", ""),
    "border image": ("<p style='border: 1px solid; border-image: url({0}/a.png) 1'>a</p>", ""),
    "font": ("<p style='font-family: x'>a</p>", "<style>@font-face {{ font-family: x; src: url({0}/a.ttf) }}</style>"),
    "import": ("a", "<style>@import url({0}/a.css);</style>"),
    "import as text": ("a", "<style>@import '{0}/a.css';</style>"),
    "link": ("a", "<link rel=stylesheet href='{0}/a.css'>"),
    "base": ("<img src='a.png' alt=''>", "<base href='{0}/'>"),
    "attachment": ("a", "<link rel=attachment href='{0}/a.txt'>"),
    "attached link": ("<a rel=attachment href='{0}/a.txt'>a</a>", ""),
    "page background": ("a", "<style>@page {{ background: url({0}/a.png) }}</style>"),
    "page margin": ("a", "<style>@page {{ @top-center {{ content: url({0}/a.png) }} }}</style>"),
    "colour profile": ("a", "<style>@color-profile --x {{ src: url({0}/a.icc) }}</style>"),
    "iframe": ("<iframe src='{0}/'></iframe>", ""),
    "script": ("<script src='{0}/a.js'></script>", ""),
    "video": ("<video src='{0}/a.mp4' poster='{0}/a.png'></video>", ""),
    "picture": ("<picture><source srcset='{0}/a.png'><img srcset='{0}/b.png' alt=''></picture>", ""),
    "refresh": ("a", "<meta http-equiv=refresh content='0; url={0}/'>"),
}


def attempt(html: str) -> bytes:
    """The PDF, or nothing where the document was refused."""
    try:
        return render_pdf(html=html)
    except DocumentRefused:
        return b""


def test_trap_catches_a_renderer_that_is_open(trap):
    weasyprint.HTML(string=document(WAYS["img"][0].format(trap.address))).write_pdf()

    assert trap.connections == 1


@pytest.mark.parametrize("way", WAYS)
def test_network_is_never_reached(trap, way):
    body, head = (part.format(trap.address) for part in WAYS[way])

    attempt(document(body, head))

    assert trap.connections == 0


@pytest.mark.parametrize("way", WAYS)
def test_files_outside_are_never_read(tmp_path, way):
    for name in ("a.txt", "a.css", "a.svg", "a.png", "a.icc"):
        (tmp_path / name).write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{SECRET}</text></svg>")
    body, head = (part.format(tmp_path.as_uri()) for part in WAYS[way])

    pdf = attempt(document(body, head))

    assert pdf == b"" or SECRET not in text_of(pdf)
    assert b"/EmbeddedFile" not in pdf


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file:///work/../etc/passwd",
        "FILE:///etc/passwd",
        "file:/etc/passwd",
        "http://127.0.0.1:9/",
        "https://127.0.0.1:9/",
        "ftp://127.0.0.1:9/",
        "//127.0.0.1:9/a",
        "data:text/plain,hej",
        "data:image/svg+xml,<svg/>",
        "gopher://127.0.0.1:9/",
    ],
)
def test_attaching_is_refused(address):
    assert attempt(document("a", f"<link rel=attachment href='{address}'>")) == b"" or address.startswith("//")


def test_refusal_is_an_ordinary_error():
    with pytest.raises(DocumentRefused):
        render_pdf(html=document("<img src='http://127.0.0.1:9/a.png' alt=''>"))
    assert issubclass(DocumentRefused, Exception)


def test_symbolic_link_out_of_the_project_is_refused(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>")
    (tmp_path / "static/own.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>")
    (tmp_path / "static/link.svg").symlink_to(tmp_path / "secret.svg")
    picture = "<img alt='' src='{}'>"

    assert attempt(document(picture.format((tmp_path / "static/own.svg").as_uri())))
    assert not attempt(document(picture.format((tmp_path / "static/link.svg").as_uri())))
    assert not attempt(document(picture.format((tmp_path / "static").as_uri() + "/%2e%2e/secret.svg")))
    assert not attempt(document(picture.format((tmp_path / "static").as_uri() + "/../secret.svg")))


def test_picture_within_a_picture_is_refused_too(settings, tmp_path, trap):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    inner = f"<image href='{trap.address}/a.png' width='9' height='9'/>"
    (tmp_path / "static/outer.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inner}</svg>"
    )

    attempt(document("<img alt='' src='{}'>".format((tmp_path / "static/outer.svg").as_uri())))

    assert trap.connections == 0

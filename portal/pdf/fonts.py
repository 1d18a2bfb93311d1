"""The fonts of every PDF: made once from the npm package, and the only ones that rendering can find.

npm has the typeface as woff2, in one file for each weight and set of letters. WeasyPrint reads TTF ten times quicker,
so they are unpacked once (`manage.py build_fonts`). A fontconfig file beside them names this folder alone: a letter
looks the same, to the byte, whatever fonts a machine happens to have.
"""

import os
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from fontTools.ttLib import TTFont

# A family for each of npm's files of letters; the style sheets name them in this order.
FAMILIES = {"latin": "Source Sans 3", "latin-ext": "Source Sans 3 Extended"}
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_FAMILY_NAMES, _STYLE_NAMES, _WHOLE_NAME = (1, 16), (2, 17), 4


def font_files() -> list[Path]:
    """Where the TTF files stand once they have been built."""
    return [settings.PDF_FONT_DIR / f"{letters}-{weight}.ttf" for letters in FAMILIES for weight in WEIGHTS]


def config_file() -> Path:
    """The fontconfig file that shows this folder's fonts and no others."""
    return settings.PDF_FONT_DIR / "fonts.conf"


def build_fonts() -> int:
    """Make the TTF files that are missing or older than npm's, and the fontconfig file. Returns how many were made.

    Two processes may do it at once: each file is put in place whole. Raises FileNotFoundError before `npm ci`.
    """
    settings.PDF_FONT_DIR.mkdir(parents=True, exist_ok=True)
    made = 0
    for letters, family in FAMILIES.items():
        for weight, style in WEIGHTS.items():
            source = _source_dir() / f"source-sans-3-{letters}-{weight}-normal.woff2"
            target = settings.PDF_FONT_DIR / f"{letters}-{weight}.ttf"
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _unpack(source, target, family=family, style=style)
                made += 1
    if not config_file().exists():
        _put(config_file(), _configuration())
    return made


def ensure_built() -> None:
    """Build the fonts where nobody has done it."""
    if not all(path.exists() for path in [*font_files(), config_file()]):
        build_fonts()


def known_characters() -> frozenset[int]:
    """The code points that the built fonts can show."""
    known: set[int] = set()
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def _source_dir() -> Path:
    return settings.NODE_MODULES / "@fontsource/source-sans-3/files"


def _unpack(source: Path, target: Path, *, family: str, style: str) -> None:
    """One woff2 as TTF, under the name in style sheets: npm's files are all named after the thinnest weight."""
    font = TTFont(source)
    font.flavor = None
    names = font["name"]
    for name_id in (*_FAMILY_NAMES, *_STYLE_NAMES, _WHOLE_NAME):
        names.removeNames(nameID=name_id)
    for name_id in _FAMILY_NAMES:
        names.setName(family, name_id, 3, 1, 0x409)
    for name_id in _STYLE_NAMES:
        names.setName(style, name_id, 3, 1, 0x409)
    names.setName(f"{family} {style}", _WHOLE_NAME, 3, 1, 0x409)
    part = _part_of(target)
    font.save(part)
    part.replace(target)


def _configuration() -> str:
    folder = escape(str(settings.PDF_FONT_DIR.resolve()))
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>\n"
    )


def _put(path: Path, text: str) -> None:
    part = _part_of(path)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")

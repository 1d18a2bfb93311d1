"""Every template is used by a view, a mail or another template, and every one that is named is there."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loaders.app_directories import get_app_template_dirs

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"""["']([\w/.\-]+\.(?:html|txt|css|svg))["']""")
# Templates that Django and allauth look up by these names.
FOUND_BY_DJANGO = {"429.html", "404.html", "500.html", "403.html", "400.html"}


def our_templates() -> set[str]:
    folder = ROOT / "templates"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def names_in_source() -> set[str]:
    """Every string that looks like a template's name, in our code and our templates."""
    places = [*(ROOT / "templates").rglob("*")]
    for package in ("applications", "portal", "regions"):
        places += (ROOT / package).rglob("*.py")
    texts = (path.read_text(encoding="utf-8") for path in places if path.is_file())
    return {name for text in texts for name in NAMED.findall(text)}


def is_of_a_library(name: str) -> bool:
    """Whether a library looks the template up by this name, so that ours stands in for its own."""
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_every_template_is_used():
    unused = {name for name in our_templates() - names_in_source() - FOUND_BY_DJANGO if not is_of_a_library(name)}

    assert sorted(unused) == []


def test_every_template_named_by_a_template_is_there():
    tags = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
    named = {
        name for path in (ROOT / "templates").rglob("*") if path.is_file() for name in tags.findall(path.read_text())
    }

    assert sorted(name for name in named - our_templates() if not is_of_a_library(name)) == []


def test_no_template_holds_script_or_style_of_its_own():
    forbidden = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "letters" not in path.parts]

    assert [str(path.relative_to(ROOT)) for path in pages if forbidden.search(path.read_text(encoding="utf-8"))] == []

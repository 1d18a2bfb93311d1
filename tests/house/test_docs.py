"""The documentation names only what is there, and draws the stages as the code has them."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands

from applications.cases.management.commands.draw_stages import drawing
from portal.celery import app as celery

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Where a name such as `cases.actions.move` or `portal.arrival` may be looked for.
PLACES = ("", "applications.", "portal.")
PACKAGES = {"applications", "portal", "regions", "tests"}
ENDINGS = {".py", ".md", ".json", ".txt", ".html", ".css", ".js", ".csv", ".toml", ".yml", ".po", ".pdf"}
# What a run makes, and what is written on the day it is needed.
NOT_IN_THE_REPOSITORY = (".local/", ".venv/", "node_modules/")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def quoted(page: Path) -> set[str]:
    """What stands between single back-ticks."""
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", prose))


def in_our_code(name: str) -> tuple[str, list[str]] | None:
    """A dotted name as the longest of our modules that it begins with and what it says beyond; None when none is."""
    for place in PLACES:
        parts = f"{place}{name}".split(".")
        for end in range(len(parts), 1, -1) if parts[0] in PACKAGES else ():
            if is_module(".".join(parts[:end])):
                return ".".join(parts[:end]), parts[end:]
    return None


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def tasks() -> set[str]:
    """The names of what workers can be asked to do, and with that beat's schedule."""
    celery.finalize(auto=True)
    celery.loader.import_default_modules()
    return set(celery.tasks)


def is_there(module: str, beyond: list[str]) -> bool:
    """Whether the module holds what the rest of a dotted name says; a field that is only annotated counts."""
    thing: Any = import_module(module)
    for part in beyond:
        if not hasattr(thing, part) and part not in getattr(thing, "__annotations__", {}):
            return False
        thing = getattr(thing, part, None)
    return True


def test_drawing_of_the_stages_is_that_of_the_code():
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{drawing()}\n```" in architecture, "manage.py draw_stages draws them as they are now"


@every_page
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@every_page
def test_paths_that_are_named_exist(page):
    tops = {path.name for path in ROOT.iterdir()}
    paths = {name for name in quoted(page) if re.fullmatch(r"[\w.-]+/[\w./-]*", name) and name.split("/")[0] in tops}

    missing = [name for name in paths if not (ROOT / name).exists() and not name.startswith(NOT_IN_THE_REPOSITORY)]

    assert sorted(missing) == []


@every_page
def test_names_of_code_exist(page):
    names = {name.removesuffix("()") for name in quoted(page)}
    dotted = {name for name in names if re.fullmatch(r"[a-z_]+(\.\w+)+", name) and Path(name).suffix not in ENDINGS}
    found = {name: in_our_code(name) for name in dotted - tasks()}

    assert sorted(name for name, place in found.items() if place and not is_there(*place)) == []


@every_page
def test_commands_that_are_named_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = set(re.findall(r"^ {4}make ([a-z-]+)|`make ([a-z-]+)", text, re.MULTILINE))
    managed = set(re.findall(r"manage\.py ([a-z_]+)", text))

    assert {name for pair in made for name in pair if name} - targets == set()
    assert managed - set(get_commands()) == set()


def test_all_that_beat_asks_for_exists_and_is_told_of_in_operations():
    known = tasks()
    asked_for = {entry["task"] for entry in celery.conf.beat_schedule.values()}

    assert asked_for - known == set()
    assert asked_for - quoted(ROOT / "docs" / "operations.md") == set()

"""Swedish is what texts are written in: what must hold for them to come out right in both languages."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests.house.test_source import our_files

CATALOGUE = Path(settings.BASE_DIR, "locale/en/LC_MESSAGES/django.po")
ENTRY = re.compile(r'^(?:msgctxt "(.+)"\n)?msgid "(.+)"$', re.MULTILINE)
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def our_texts() -> list[tuple[str, str]]:
    """The context and the Swedish of every text on one line of the catalogue."""
    found = ENTRY.findall(CATALOGUE.read_text(encoding="utf-8"))
    return [(context, ast.literal_eval(f'"{text}"')) for context, text in found]


def shown(context: str, text: str) -> str:
    return translation.pgettext(context, text) if context else translation.gettext(text)


def eager_calls(node: ast.AST, names: set[str]) -> list[int]:
    """Lines that translate with one of `names` outside functions, which happens once, when the module loads."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        return []
    here = [node.lineno] if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names else []
    return here + [line for child in ast.iter_child_nodes(node) for line in eager_calls(child, names)]


def test_swedish_texts_are_shown_as_they_are_written():
    """The Swedish catalogues of Django and allauth have texts of their own, which must not take the place of ours."""
    texts = our_texts()
    assert len(texts) > 1000
    with translation.override("sv"):
        assert {text: shown(context, text) for context, text in texts if shown(context, text) != text} == {}


@pytest.mark.parametrize(("text", "in_english"), [("Utlysningar", "Calls"), ("Lämna in", "Submit")])
def test_english_texts_are_those_of_our_catalogue(text, in_english):
    with translation.override("en"):
        assert shown("", text) == in_english


def test_no_text_is_translated_when_a_module_loads():
    """It would be Swedish for everyone. Texts outside functions are lazy."""
    wrong = []
    for path in our_files():
        tree = ast.parse(Path(settings.BASE_DIR, path).read_text(encoding="utf-8"))
        names = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for name in node.names
            if name.name in EAGER
        }
        wrong += [f"{path}:{line}" for line in eager_calls(tree, names)]
    assert wrong == []

"""Whatever stands in an address or is sent by a form is answered with a page of ours, and never breaks anything.

The addresses and those to whom they open are those of the table of who may see what, so that a new page is tried too.
"""

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from tests.factories.drafting import full_draft
from tests.factories.regions import member
from tests.house.access_table import ACCESS, ALSO, Line
from tests.house.addresses import all_addresses
from tests.house.cast import Cast
from tests.house.walk import Walk

PARAMETERS = {address.name: address.parameters for address in all_addresses()}
ADMIN_LISTS = [name for name in PARAMETERS if name.startswith("admin:") and name.endswith("_changelist")]
LISTS = {"calls:list", "desk:work_list", "desk:region_cases", "reminders:plan", *ADMIN_LISTS}
SECTIONS = ["partners", "period", "activities", "budget", "funding", "attachments"]
# Whoever gets furthest, of those to whom an address opens.
BY_REACH = [
    "anonymous",
    "decision_maker",
    "officer",
    "asked_assessor",
    "registrar",
    "signatory",
    "coordinator",
    "call_administrator",
    "editor",
]
# Every name that a query string of ours or of Django's admin may hold.
NAMES = [
    "page",
    "p",
    "q",
    "order",
    "o",
    "e",
    "call",
    "region",
    "officer",
    "tab",
    "visa",
    "rad",
    "andra",
    "next",
    "day",
    "other",
    "grund",
    "gor-om",
    "utlysning",
]
VALUES = [
    "",
    "abc",
    "-1",
    "99999999999999999999",
    "9" * 5000,
    "1.5e309",
    "å\0ä",
    "../../etc/passwd{{ 7|add:7 }}<script>alert(1)</script>",
    "\u202e\U0001f98a\ufffe",
    "ord " * 2000,
]
QUERIES = [
    *(urlencode(dict.fromkeys(NAMES, value)) for value in VALUES),
    *("&".join(f"{name}={value}" for name in NAMES) for value in ("%FF%FE", "%ED%A0%80", "%", "%zz", "%00")),
    "page=1&page=2&q=a&q=b",
    "&".join(["page"] * 500),
    "=&==&&=",
]
# One query with as many kinds of nonsense as names, for the pages that are no lists.
NONSENSE = [urlencode(list(zip(NAMES, (VALUES * 2)[start:], strict=False))) for start in (0, 5)]
NO_IDS = ["0", "99999999999999999999", "9223372036854775808", "9" * 5000, "-1", "1.0", "abc", "%00", "1%00", "%FF"]
CUTS = re.compile(r"<textarea[^>]*maxlength")
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _refusals_are_no_news(settings, caplog):
    settings.ROOT_URLCONF = "tests.house.urls"
    caplog.set_level(logging.CRITICAL, "django")


@pytest.fixture
def walk():
    return Walk(Cast(), raises=False)


def pages(walk: Walk) -> dict[str, tuple[str, str]]:
    """Every page by its path, with its name and the role that gets furthest there."""
    sections = [("drafting:section", Line({"signatory"}, case="draft", given={"section_key": key})) for key in SECTIONS]
    lines = [(name, line) for name, line in (*ACCESS.items(), *ALSO, *sections) if line.opens]
    found = {path_of(walk, name, line): (name, next(r for r in BY_REACH if r in line.opens)) for name, line in lines}
    return {**found, **{reverse(name): (name, "call_administrator") for name in ADMIN_LISTS}}


def path_of(walk: Walk, name: str, line: Line) -> str:
    return reverse(name, kwargs=walk.cast.fill(PARAMETERS[name], line.case, line.given))


@pytest.mark.sqlite
def test_no_query_string_breaks_a_page(walk):
    broken = []
    for path, (name, role) in pages(walk).items():
        for query in QUERIES if name in LISTS else NONSENSE:
            answer = walk.ask(role, f"{path}?{query}")
            if answer.status_code not in {200, 302, 400, 403, 404, 405, 410}:
                broken.append(f"{name}?{query[:60]} as {role}: {answer.status_code}")

    assert broken == []


@pytest.mark.sqlite
def test_id_that_is_nobodys_is_not_found(walk):
    wrong = []
    for name, line in [*ACCESS.items(), *ALSO]:
        if not (line.opens and any(p.endswith("_id") or p in {"uuid", "slug"} for p in PARAMETERS[name])):
            continue
        path = path_of(walk, name, line)
        role = next(role for role in BY_REACH if role in line.opens)
        for no_id in NO_IDS:
            given = re.sub(r"(?<=/)(\d+|[0-9a-f-]{36}|oppen|en-sida|inte-publicerad)(?=/)", no_id, path)
            answer = walk.ask(role, given, line.method, line.posted and {})
            if given == path or answer.status_code != 404:
                wrong.append(f"{given[:60]} as {role}: {answer.status_code}")

    assert wrong == []


def test_no_form_breaks_whatever_stands_in_its_fields(walk):
    broken, tried = [], set()
    for path, (name, role) in pages(walk).items():
        # What stands around every page, such as the choice of language, has an address of its own.
        fields = fields_of(walk, role, path) - fields_of(walk, role, reverse("pages:page", args=["en-sida"]))
        fields |= {field for known, line in [*ACCESS.items(), *ALSO] if known == name for field in line.posted}
        tried |= fields
        for value in VALUES if fields else ():
            answer = walk.ask(role, path, "post", dict.fromkeys(fields, value))
            if answer.status_code >= 500:
                broken.append(f"{name} as {role}, {value[:20]!r} in {sorted(fields)}: {answer.status_code}")

    assert {"login", "seen_hash", "reasons", "title", "proposal", "_version"} <= tried
    assert broken == []


def test_no_page_lets_the_browser_cut_a_long_text(walk):
    """Browsers cut what is pasted beyond `maxlength` and say nothing (portal.ui.fields.LongTextField)."""
    asked = [(name, walk.ask(role, path)) for path, (name, role) in pages(walk).items()]

    assert [name for name, page in asked if not page.streaming and CUTS.search(page.text)] == []


def fields_of(walk: Walk, role: str, path: str) -> set[str]:
    page = walk.ask(role, path)
    return set() if page.streaming else {unescape(field) for field in FIELD.findall(page.text)}


TOO_MUCH: dict[str, Any] = {
    "text": lambda: {"title": "x" * 6_000_000},
    "fields": lambda: {f"field{number}": "1" for number in range(3001)},
    "files": lambda: {f"file{number}": SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.4") for number in range(101)},
}


@pytest.mark.parametrize("much", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_at_once_is_told_on_a_page_of_its_own(much):
    path = reverse("drafting:section", args=[full_draft().pk, "project"])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member("editor"))
    browser.get(path)  # gives the cookie without which no form is read

    answer = browser.post(path, much())

    assert answer.status_code == 413
    assert "Det var för mycket på en gång" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=title\r\n\r\nnever ends"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\x00\r\n\r\n\xff\r\n--x--"),
        ("multipart/form-data; boundary=x; charset=nothing", b"--x--"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"title=\xff\xfe"),
        ("application/x-www-form-urlencoded", b"title=%FF&%00=%00&base_version=\xff"),
        ("application/json", b"{"),
        ("x", b"\x00"),
    ],
)
def test_body_that_is_no_form_gets_a_page(walk, content_type, body):
    path = reverse("drafting:section", args=[walk.cast.draft.pk, "project"])
    answer = walk.ask("editor", path, "POST", body, content_type)

    assert answer.status_code in {302, 400, 409, 415, 422}

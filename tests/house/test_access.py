"""Every address is walked as every role, and compared with the table of who may see what."""

import logging
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.house.access_table import ACCESS, Line
from tests.house.addresses import Address, all_addresses
from tests.house.cast import ROLES, SIGNED_IN, Cast

OURS = [address for address in all_addresses() if not address.name.startswith(("admin:", "demo:"))]
ADMIN = [address for address in all_addresses() if address.name.startswith("admin:")]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _refusals_are_no_news(caplog):
    caplog.set_level(logging.CRITICAL, "django.request")


def test_table_names_every_address_and_no_other():
    assert sorted(ACCESS) == sorted(address.name for address in OURS)


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_address_answers_each_role_as_the_table_says(address):
    line, cast = ACCESS[address.name], Cast()
    path = reverse(address.name, kwargs=cast.fill(address.parameters, line.case, line.given))
    posted = {name: value(cast) if callable(value) else value for name, value in line.posted.items()}
    answers = answers_of(cast, path, line.method, posted)

    assert answers == {role: expected(line, role) for role in ROLES}


@pytest.mark.parametrize("address", ADMIN, ids=lambda address: address.name)
def test_admin_opens_to_call_administrators_alone(address):
    cast = Cast()
    path = path_in_admin(address)
    answers = answers_of(cast, path, "post" if address.name == "admin:logout" else "get", {})

    assert answers.pop("anonymous") in {"sign in", "refused"}
    assert answers.pop("call_administrator") in {"open", "refused", "hidden"}
    assert set(answers.values()) == {"refused"}


def path_in_admin(address: Address) -> str:
    given = {name: "0" for name in address.parameters if name not in {"app_label", "url"}}
    if "app_label" in address.parameters:
        given["app_label"] = "calls"
    if "url" in address.parameters:
        return "/admin/nothing-here/"
    return reverse(address.name, args=list(given.values()))


def expected(line: Line, role: str) -> str:
    if role in line.opens:
        return "hidden" if line.nothing_there else "open"
    if role == "anonymous":
        return "refused" if not line.opens else "sign in"
    return "hidden" if role in line.hidden else "refused"


def answers_of(cast: Cast, path: str, method: str, posted: dict[str, Any]) -> dict[str, str]:
    """What the address says to each role, in a word. What one made it write is taken back before the next comes."""
    client, answers = Client(), {}
    for role in ROLES:
        with transaction.atomic():
            if role in SIGNED_IN:
                client.force_login(cast.people[role])
            answers[role] = in_a_word(getattr(client, method)(path, posted), method)
            transaction.set_rollback(True)
        client.cookies.clear()
    return answers


def in_a_word(response: HttpResponse, method: str) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?"):
        return "sign in"
    words = {403: "refused", 404: "hidden", 405: f"{method} is not for this address"}
    return words.get(response.status_code, "open" if response.status_code < 500 else "broken")

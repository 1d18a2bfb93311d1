"""Every address is walked as every role, and compared with the table of who may see what."""

import logging

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.house.access_table import ACCESS, Line
from tests.house.addresses import Address, all_addresses
from tests.house.cast import ROLES, SIGNED_IN, Cast

OURS = [address for address in all_addresses() if not address.name.startswith(("admin:", "demo:"))]
ADMIN = [address for address in all_addresses() if address.name.startswith("admin:")]
# Django admin's own doors; the sign-in page sends everyone on to the portal's.
ADMIN_SIGN_IN = {"admin:login", "admin:logout", "admin:jsi18n"}

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

    assert {role: answer(cast, role, path, line.method) for role in ROLES} == {
        role: expected(line, role) for role in ROLES
    }


@pytest.mark.parametrize("address", ADMIN, ids=lambda address: address.name)
def test_admin_opens_to_call_administrators_alone(address):
    cast = Cast()
    path = path_in_admin(address)
    answers = {role: answer(cast, role, path, "get") for role in ROLES}

    assert answers.pop("anonymous") == "sign in"
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


def answer(cast: Cast, role: str, path: str, method: str) -> str:
    """What the address says to the role, in a word. What it wrote is taken back, so that the next meets the same."""
    client = Client()
    if role in SIGNED_IN:
        client.force_login(cast.people[role])
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?"):
        return "sign in"
    words = {403: "refused", 404: "hidden", 405: f"{method} is not for this address"}
    return words.get(response.status_code, "open" if response.status_code < 500 else "broken")

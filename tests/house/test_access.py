"""Every address is walked as every role, and compared with the table of who may see what."""

import logging

import pytest
from django.urls import Resolver404, resolve, reverse

from portal.accounts.access import access_of
from portal.accounts.rules import is_call_administrator
from tests.house.access_table import ACCESS, ALSO, Line
from tests.house.addresses import Address, all_addresses
from tests.house.cast import ANONYMOUS, Cast
from tests.house.walk import Walk

OURS = [address for address in all_addresses() if not address.name.startswith("admin:")]
ADMIN = [address for address in all_addresses() if address.name.startswith("admin:")]
PARAMETERS = {address.name: address.parameters for address in OURS}
# Admin asks one thing of everybody, so one of each kind is enough there.
IN_ADMIN = {
    "anonymous": {"sign in", "refused"},
    "inactive": {"sign in", "refused"},
    "signatory": {"refused"},
    "officer": {"refused"},
    "registrar": {"refused"},
    "call_administrator": {"open", "refused", "hidden"},
}
LINES = [*ACCESS.items(), *ALSO]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _walk(settings, caplog):
    settings.ROOT_URLCONF = "tests.house.urls"
    caplog.set_level(logging.CRITICAL, "django.request")


def test_table_names_every_address_and_no_other():
    assert sorted(ACCESS) == sorted(PARAMETERS)


def test_every_address_answers_each_role_as_the_table_says():
    walk, wrong = Walk(Cast()), {}
    for name, line in LINES:
        path = reverse(name, kwargs=walk.cast.fill(PARAMETERS[name], line.case, line.given))
        posted = {key: value(walk.cast) if callable(value) else value for key, value in line.posted.items()}
        for role, answer in walk.answers(path, line.method, posted).items():
            if answer != expected(line, role):
                wrong[f"{line.method} {name} ({line.case}) as {role}"] = f"{answer}, not {expected(line, role)}"

    assert wrong == {}


def test_admin_opens_to_call_administrators_alone():
    opened_to_others = [a.name for a in ADMIN if access_of(a.view, a.name) not in {None, is_call_administrator}]
    walk, wrong = Walk(Cast()), {}
    for address in ADMIN:
        method = "post" if address.name == "admin:logout" else "get"
        for role, answer in walk.answers(path_in_admin(address), method, {}, roles=IN_ADMIN).items():
            if answer not in IN_ADMIN[role]:
                wrong[f"{address.name} as {role}"] = answer

    assert opened_to_others == []
    assert wrong == {}


def test_demonstrations_pages_are_not_in_other_installations():
    with pytest.raises(Resolver404):
        resolve("/demo/", urlconf="portal.urls")


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
    if role in ANONYMOUS and (line.opens if line.signs_in is None else line.signs_in):
        return "sign in"
    if role in line.asked:
        return "asked to declare"
    return "hidden" if role in line.hidden else "refused"

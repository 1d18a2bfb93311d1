"""Whom the portal believes about where a request comes from, and what is left of what others claim."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from portal.proxies import CLIENT_ADDRESS, client_address, is_trusted_proxy
from tests.factories.accounts import PASSWORD, UserFactory
from tests.portal.wsgi import PROXY, STRANGER, ask

CLAIMS = {
    "HTTP_X_REQUEST_START": "t=1662760829.000",
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
    "HTTP_X_FORWARDED_PROTO": "https",
}


@pytest.mark.parametrize(
    ("trusted", "peer", "is_trusted"),
    [
        (["10.0.0.5"], "10.0.0.5", True),
        (["10.0.0.5"], "10.0.0.50", False),
        (["10.0.0.0/8"], "10.255.0.1", True),
        (["10.0.0.0/8"], "11.0.0.1", False),
        (["10.0.0.0/8"], "::ffff:10.0.0.1", True),
        (["10.0.0.0/8"], "::ffff:11.0.0.1", False),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "2001:0DB8:0000::0001", True),
        (["2001:db8::/32"], "2001:db9::1", False),
        (["fe80::/10"], "fe80::1%eth0", True),
        (["2001:db8::/32", "10.0.0.5"], "10.0.0.5", True),
        (["unix"], "", True),
        (["10.0.0.5"], "", False),
        (["unix"], "unix", False),
        (["10.0.0.5"], "10.0.0.5, 10.0.0.5", False),
        (["0.0.0.0/0"], "not an address", False),
        ([], "127.0.0.1", False),
        ([], "", False),
    ],
)
def test_proxy_is_trusted_by_its_address(settings, trusted, peer, is_trusted):
    settings.TRUSTED_PROXIES = trusted

    assert is_trusted_proxy(peer) is is_trusted


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "10.0.0", "proxy.example.test", "10.0.0.0/33", "", " ", "*"])
def test_wrong_entry_is_told_of_by_the_system_check_and_trusts_nobody(behind_proxy, wrong):
    behind_proxy.TRUSTED_PROXIES = [wrong, PROXY]

    assert [message.id for message in run_checks(tags=["security"])] == ["portal.E008"]
    assert ask(REMOTE_ADDR=STRANGER, **CLAIMS)["headers"] == []
    assert ask(REMOTE_ADDR=PROXY, **CLAIMS)["secure"]


def test_right_entries_pass_the_system_check(settings):
    settings.TRUSTED_PROXIES = ["unix", "10.0.0.5", "10.0.0.0/8", "2001:db8::/32", "::1"]

    assert run_checks(tags=["security"]) == []


def test_what_the_proxy_says_is_believed(behind_proxy):
    answer = ask(REMOTE_ADDR=PROXY, **CLAIMS)

    assert (answer["client"], answer["secure"]) == ("198.51.100.7", True)


def test_what_a_stranger_claims_is_forgotten(behind_proxy):
    answer = ask(REMOTE_ADDR=STRANGER, **CLAIMS)

    assert (answer["client"], answer["secure"], answer["headers"]) == (STRANGER, False, [])


def test_nobody_is_believed_without_a_proxy(behind_proxy):
    behind_proxy.TRUSTED_PROXIES = []

    assert ask(REMOTE_ADDR=PROXY, **CLAIMS)["client"] == PROXY


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        (PROXY, "198.51.100.7", "198.51.100.7"),
        (PROXY, "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the first is the client's own invention
        (PROXY, "198.51.100.7, 10.1.1.1", "198.51.100.7"),  # a proxy in front of the proxy
        (PROXY, "1.2.3.4, 198.51.100.7, 10.1.1.1", "198.51.100.7"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "::ffff:198.51.100.7", "198.51.100.7"),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, "1.2.3.4, nonsense", PROXY),
        (PROXY, "10.1.1.1, 10.1.1.2", "10.1.1.1"),  # a machine on our own network
        (STRANGER, "1.2.3.4", STRANGER),
        ("", "198.51.100.7", "198.51.100.7"),
        ("", "", ""),
    ],
)
def test_client_is_the_last_address_that_is_no_trusted_proxy(settings, peer, forwarded_for, client):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "unix"]

    assert client_address(peer, forwarded_for) == client


def test_long_list_of_addresses_takes_no_time(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(PROXY, "1.2.3.4," * 50_000 + "198.51.100.7") == "198.51.100.7"


@pytest.mark.django_db
def test_failed_sign_ins_are_counted_for_each_person_behind_the_proxy(client):
    wrong = {"login": "karin@example.test", "password": "fel-losenord-helt"}
    UserFactory(email=wrong["login"])
    UserFactory(email="erik@example.test")
    for number in range(10):
        others = {"login": f"nr{number}@example.test", "password": "fel-losenord-helt"}
        client.post(reverse("account_login"), others, REMOTE_ADDR=PROXY, **{CLIENT_ADDRESS: "198.51.100.7"})

    right = {"login": "erik@example.test", "password": PASSWORD}
    same = client.post(reverse("account_login"), right, REMOTE_ADDR=PROXY, **{CLIENT_ADDRESS: "198.51.100.7"})
    another = client.post(reverse("account_login"), right, REMOTE_ADDR=PROXY, **{CLIENT_ADDRESS: "198.51.100.8"})

    assert "för många försök" in same.text
    assert another.status_code == 302


def test_machines_that_watch_the_portal_may_ask_past_the_proxy(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/halsa/").status_code == 200
    assert client.get("/").status_code == 301

"""Every address has a name, and says who may open it."""

from portal.accounts.access import LIBRARY_ADDRESSES, access_of
from tests.house.addresses import all_addresses
from tests.house.gets_that_write import GETS_THAT_WRITE


def test_every_address_of_ours_declares_its_access():
    undeclared = [a.name for a in all_addresses() if a.is_ours and access_of(a.view, a.name) is None]

    assert undeclared == []


def test_every_address_of_ours_has_a_name():
    assert [a.view for a in all_addresses() if a.is_ours and (not a.name or a.name.endswith(":"))] == []


def test_addresses_of_libraries_that_are_opened_exist():
    assert sorted(LIBRARY_ADDRESSES.keys() - {address.name for address in all_addresses()}) == []


def test_gets_that_write_exist():
    assert sorted(GETS_THAT_WRITE.keys() - {address.name for address in all_addresses()}) == []

import pytest

from regions.models import Region
from regions.register import load_regions

pytestmark = pytest.mark.django_db


def test_register_holds_the_21_regions():
    assert Region.objects.count() == 21


def test_load_regions_twice_changes_nothing():
    before = list(Region.objects.values())
    load_regions(Region)
    assert list(Region.objects.values()) == before

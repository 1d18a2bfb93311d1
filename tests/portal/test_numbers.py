"""A number that no column can hold finds nothing, however it is asked for."""

import pytest

from applications.drafting.models import SectionVersion
from portal.accounts.models import User
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
TOO_LARGE = 10**30


def test_rows_are_found_beside_numbers_that_no_row_has() -> None:
    person = staff("registrar")
    assert list(User.objects.filter(pk__in=[person.pk, TOO_LARGE, -TOO_LARGE])) == [person]
    assert list(User.objects.exclude(pk__in=[TOO_LARGE]).filter(pk=person.pk)) == [person]
    assert not SectionVersion.objects.filter(number__in={2**31, TOO_LARGE}).exists()


def test_numbers_from_a_query_are_left_to_it() -> None:
    person = staff("registrar")
    assert list(User.objects.filter(pk__in=User.objects.filter(email=person.email).values("pk"))) == [person]

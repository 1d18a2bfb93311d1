import pytest

from regions.backends import MemberBackend
from regions.rules import region_codes_of
from tests.factories.accounts import UserFactory, staff
from tests.factories.regions import MembershipFactory, member, region

pytestmark = pytest.mark.django_db


def test_person_is_found_with_those_they_act_for_in_one_query(django_assert_num_queries):
    editor = member("editor", "coordinator", code="20")
    with django_assert_num_queries(1):
        person = MemberBackend().get_user(editor.pk)
        assert (person, region_codes_of(person), person.roles) == (editor, {"20"}, frozenset())


def test_person_who_acts_for_nobody_is_found_with_that_in_two(django_assert_num_queries):
    someone = UserFactory()
    with django_assert_num_queries(2):
        person = MemberBackend().get_user(someone.pk)
        assert (person, region_codes_of(person), person.roles) == (someone, set(), frozenset())


def test_staff_are_found_with_all_their_roles_in_two(django_assert_num_queries):
    several = staff("case_officer", "registrar")
    with django_assert_num_queries(2):
        assert MemberBackend().get_user(several.pk).roles == {"case_officer", "registrar"}


def test_person_with_a_role_at_the_authority_has_it_also_when_they_act_for_a_region():
    officer, both = staff("case_officer"), staff("registrar")
    MembershipFactory(person=both, region=region("20"))

    assert MemberBackend().get_user(officer.pk).roles == {"case_officer"}
    assert MemberBackend().get_user(both.pk).roles == {"registrar"}


@pytest.mark.parametrize("make", [lambda: member("editor", is_active=False), lambda: UserFactory(is_active=False)])
def test_person_who_may_no_longer_sign_in_is_not_found(make):
    assert MemberBackend().get_user(make().pk) is None

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.outbox.models import Mail
from tests.factories.accounts import UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = staff("call_administrator", name="Eva Strand")
    client.force_login(user)
    return user


def test_adding_a_person_invites_them(client, admin):
    sent = {"email": "sara@example.test", "name": "Sara Nyberg", "organisation": "MYH", "roles": ["assessor"]}

    answer = client.post(reverse("admin:accounts_user_add"), sent, follow=True)

    person = User.objects.get(email="sara@example.test")
    assert (person.is_active, person.organisation, person.roles) == (False, "MYH", {"assessor"})
    assert Mail.objects.get().to == "sara@example.test"
    assert "Inbjudan skickas till sara@example.test" in answer.text


def test_adding_someone_who_can_sign_in_is_refused_beside_the_field(client, admin):
    UserFactory(email="sara@example.test", name="Sara Nyberg")

    answer = client.post(reverse("admin:accounts_user_add"), {"email": "Sara@example.test", "name": "Sara"})

    assert "Sara Nyberg kan redan logga in" in answer.text


def test_changing_a_person_sets_roles_and_never_the_password(client, admin):
    person = staff("assessor", name="Sara Nyberg")
    address = reverse("admin:accounts_user_change", args=[person.pk])
    assert "password" not in client.get(address).context["adminform"].form.fields

    client.post(address, {"name": "Sara Nyberg Holm", "organisation": "", "roles": ["case_officer"], "password": "x"})

    changed = User.objects.get(pk=person.pk)
    assert (changed.name, changed.roles, changed.password) == ("Sara Nyberg Holm", {"case_officer"}, person.password)


def test_taking_away_ones_own_role_is_refused_in_words(client, admin):
    address = reverse("admin:accounts_user_change", args=[admin.pk])

    answer = client.post(address, {"name": admin.name, "organisation": "", "roles": []}, follow=True)

    assert "Be en annan administratör" in answer.text
    assert User.objects.get(pk=admin.pk).roles == {"call_administrator"}


def test_people_are_never_deleted(client, admin):
    person = UserFactory()

    assert client.post(reverse("admin:accounts_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403

    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(("action", "is_active"), [("deactivate", False), ("invite_anew", True)])
def test_actions_on_the_list_tell_how_it_went(client, admin, action, is_active):
    person = UserFactory(name="Sara Nyberg")

    answer = client.post(
        reverse("admin:accounts_user_changelist"), {"action": action, "_selected_action": [person.pk]}, follow=True
    )

    assert "Sara Nyberg kan" in answer.text
    assert User.objects.get(pk=person.pk).is_active is is_active


def test_the_list_of_people_costs_the_same_however_many(client, admin, django_assert_max_num_queries):
    for size in (3, 30):
        for _person in range(size):
            staff("assessor")
        with django_assert_max_num_queries(12):
            assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200


def test_other_staff_stay_out(client):
    client.force_login(staff("case_officer", "decision_maker"))

    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403

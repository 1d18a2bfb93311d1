"""Which mails a person wants."""

import pytest
from django.urls import reverse

from portal.accounts.models import StaffRole
from portal.accounts.rules import is_staff_member
from portal.notices import kinds
from portal.notices.models import DigestChoice, MutedKind
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_kinds")]
SETTINGS = "/aviseringar/mejl/"


@pytest.fixture
def _kinds(monkeypatch):
    """Three kinds of notices in place of those that the rooms have: one can't be turned off, one is for staff."""
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(kinds.Kind("nudge", "Påminnelser om sista dag"))
    kinds.register(kinds.Kind("verdict", "Beslut", may_be_muted=False))
    kinds.register(kinds.Kind("assess", "Någon ber mig bedöma", concerns=is_staff_member))


def test_everything_is_wanted_at_once_until_someone_says_otherwise(client):
    client.force_login(UserFactory())

    answer = client.get(reverse("notices:settings"))

    assert answer.request["PATH_INFO"] == SETTINGS
    assert answer.context["form"].initial == {"how_often": "at_once", "wanted": ["nudge"]}
    assert "<li>Beslut</li>" in answer.text


def test_a_kind_is_offered_to_those_whom_it_concerns_alone(client):
    client.force_login(UserFactory())
    assert "Någon ber mig bedöma" not in client.get(SETTINGS).text

    officer = UserFactory()
    StaffRole.objects.create(person=officer, role=StaffRole.Role.ASSESSOR)
    client.force_login(officer)
    assert "Någon ber mig bedöma" in client.get(SETTINGS).text


def test_a_kind_is_turned_off_and_on_again(client):
    person = UserFactory()
    client.force_login(person)

    client.post(SETTINGS, {"how_often": "at_once"})
    assert list(MutedKind.objects.values_list("person", "kind")) == [(person.pk, "nudge")]

    client.post(SETTINGS, {"how_often": "at_once", "wanted": ["nudge"]})
    assert not MutedKind.objects.exists()


def test_what_is_not_offered_keeps_what_was_chosen(client):
    person = UserFactory()
    MutedKind.objects.create(person=person, kind="assess")
    client.force_login(person)

    client.post(SETTINGS, {"how_often": "daily", "wanted": ["nudge"]})

    assert list(MutedKind.objects.values_list("kind", flat=True)) == ["assess"]
    assert DigestChoice.objects.filter(person=person).exists()


@pytest.mark.parametrize(
    "posted",
    [
        {"how_often": "at_once", "wanted": ["verdict"]},
        {"how_often": "at_once", "wanted": ["assess"]},
        {"how_often": "at_once", "wanted": ["påhittad"]},
        {"how_often": "at_once", "wanted": ["x" * 5000]},
        {"how_often": "hourly"},
        {},
    ],
)
def test_a_choice_that_is_none_is_refused(client, posted):
    client.force_login(UserFactory())

    answer = client.post(SETTINGS, posted)

    assert answer.status_code == 422
    assert not MutedKind.objects.exists()
    assert not DigestChoice.objects.exists()


def test_choosing_does_not_touch_what_others_have_chosen(client):
    other, person = UserFactory(), UserFactory()
    MutedKind.objects.create(person=other, kind="nudge")
    DigestChoice.objects.create(person=other)
    client.force_login(person)

    client.post(SETTINGS, {"how_often": "at_once"})

    assert MutedKind.objects.filter(person=other).count() == 1
    assert DigestChoice.objects.filter(person=other).count() == 1

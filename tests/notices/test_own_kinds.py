import pytest
from django.urls import reverse

import portal.notices.actions
from portal.notices import kinds
from portal.notices.models import MutedKind
from portal.outbox.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _kinds(monkeypatch):
    """Two kinds of notices, one of which can't be turned off, in place of those that the rooms have."""
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(kinds.Kind("nudge", "Påminnelser om sista dag"))
    kinds.register(kinds.Kind("verdict", "Beslut", may_be_muted=False))


@pytest.mark.usefixtures("_kinds")
def test_everything_is_wanted_until_someone_says_otherwise(client):
    client.force_login(UserFactory())

    answer = client.get(reverse("notices:settings"))

    assert answer.context["form"].initial == {"wanted": ["nudge"]}
    assert "<li>Beslut</li>" in answer.text


@pytest.mark.usefixtures("_kinds")
def test_a_kind_is_turned_off_and_on_again(client):
    person = UserFactory()
    client.force_login(person)

    client.post(reverse("notices:settings"), {})
    assert list(MutedKind.objects.values_list("person", "kind")) == [(person.pk, "nudge")]

    client.post(reverse("notices:settings"), {"wanted": ["nudge"]})
    assert not MutedKind.objects.exists()


@pytest.mark.usefixtures("_kinds")
@pytest.mark.parametrize("wanted", ["verdict", "påhittad", "x" * 5000])
def test_a_kind_that_is_no_choice_is_refused(client, wanted):
    client.force_login(UserFactory())

    answer = client.post(reverse("notices:settings"), {"wanted": [wanted]})

    assert answer.status_code == 422
    assert not MutedKind.objects.exists()


def test_choosing_does_not_touch_what_others_have_chosen(client):
    other, person = UserFactory(), UserFactory()
    MutedKind.objects.create(person=other, kind="nudge")
    client.force_login(person)

    client.post(reverse("notices:settings"), {})

    assert MutedKind.objects.filter(person=other).count() == 1


def test_who_turned_a_kind_off_is_not_mailed(now):
    kind = kinds.Kind("nudge", "Påminnelser")
    wants, wants_not = UserFactory(), UserFactory()
    MutedKind.objects.create(person=wants_not, kind="nudge")

    portal.notices.actions.notify(
        people=[wants, wants_not],
        kind=kind,
        template="accounts/mail/invitation.txt",
        context={
            "invitation": {"link": "/", "expires_at": now},
            "person": wants,
            "acting_for": "",
            "agency_name": "Vi",
        },
        key="test",
        at=now,
    )

    assert list(Mail.objects.values_list("to", flat=True)) == [wants.email]

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

import portal.accounts.actions
from portal.accounts.models import Invitation, StaffRole, User
from portal.accounts.querysets import digest_of
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory, staff

pytestmark = pytest.mark.django_db


def invite(*, by=None, at=None, **values):
    values = {"email": "karin@example.test", "name": "Karin Ek", **values}
    return portal.accounts.actions.invite_person(**values, by=by, at=at or timezone.now())


def token_in_mail() -> str:
    return re.search(r"/konto/inbjudan/([\w-]+)/", Mail.objects.latest("pk").body)[1]


def test_invite_person_makes_someone_who_cannot_sign_in_yet(now):
    admin = staff("call_administrator")

    invitation = invite(by=admin, roles=["case_officer"], at=now)

    person = User.objects.get(email="karin@example.test")
    assert (invitation.person, person.is_active, person.has_usable_password()) == (person, False, False)
    assert person.roles == {"case_officer"}
    assert invitation.expires_at == now + timedelta(days=7)
    entry = AuditEntry.objects.get(subject=person.audit_subject)
    assert (entry.event, entry.by) == ("person_invited", admin)


def test_invite_person_keeps_the_token_in_the_mail_alone(now):
    invitation = invite(at=now)

    token = token_in_mail()
    assert invitation.link.endswith(f"/konto/inbjudan/{token}/")
    stored = [str(value) for row in Invitation.objects.values() for value in row.values()]
    assert not [value for value in stored if token in value]
    assert Invitation.objects.get().token_digest == digest_of(token)


def test_invite_person_tells_in_both_languages(now):
    invite(for_whom="Region Dalarna", at=now)

    mail = Mail.objects.get()
    assert mail.to == "karin@example.test"
    assert "ansökningar för Region Dalarna" in mail.body
    assert "to work on applications for Region Dalarna" in mail.body


def test_invite_person_anew_ends_the_earlier_link(now):
    first = invite(at=now)
    second = invite(at=now + timedelta(hours=1), email="KARIN@example.test")

    assert second.person == first.person
    assert [i.works_at(now + timedelta(hours=2)) for i in Invitation.objects.order_by("pk")] == [False, True]


def test_invite_person_refuses_someone_who_can_sign_in(now):
    UserFactory(email="karin@example.test", name="Karin Ek")

    with pytest.raises(ValidationError, match="kan redan logga in"):
        invite(at=now)

    assert not Mail.objects.exists()


def test_invite_person_refuses_others_than_administrators(now):
    with pytest.raises(PermissionDenied):
        invite(by=staff("case_officer"), at=now)


@pytest.mark.parametrize("email", ["", "ingen adress", "a" * 250 + "@example.test"])
def test_invite_person_refuses_what_is_no_address(email, now):
    with pytest.raises(ValidationError):
        invite(email=email, at=now)


def test_opening_the_link_uses_nothing_up(client):
    token = invite().link.rstrip("/").rsplit("/", 1)[1]

    for _scanner in range(3):
        answer = client.get(reverse("accounts:accept_invitation", args=[token]))
        assert answer.status_code == 200

    assert Invitation.objects.get().used_at is None


def test_the_link_lets_its_person_in_once(client):
    address = reverse("accounts:accept_invitation", args=[invite().link.rstrip("/").rsplit("/", 1)[1]])

    answer = client.post(address, {"password1": PASSWORD, "password2": PASSWORD})

    person = User.objects.get()
    assert answer.url == reverse("desk:start")
    assert (person.is_active, person.check_password(PASSWORD)) == (True, True)
    assert int(client.session["_auth_user_id"]) == person.pk
    client.logout()
    again = client.post(address, {"password1": "ett-annat-losenord", "password2": "ett-annat-losenord"})
    assert again.status_code == 410
    assert "gäller inte längre" in again.text
    assert User.objects.get().check_password(PASSWORD)


def test_the_link_stops_working_after_seven_days(now):
    token = invite(at=now).link.rstrip("/").rsplit("/", 1)[1]
    accept = portal.accounts.actions.accept_invitation

    with pytest.raises(ValidationError) as refused:
        accept(token=token, password=PASSWORD, at=now + timedelta(days=7))
    assert refused.value.code == "invitation"

    assert accept(token=token, password=PASSWORD, at=now + timedelta(days=7, microseconds=-1)).is_active


@pytest.mark.parametrize(
    ("password1", "password2", "says"),
    [
        ("kort", "kort", "12 tecken"),
        ("karin@example.test", "karin@example.test", "för likt"),
        (PASSWORD, "något helt annat", "inte lika"),
        ("", "", "måste fyllas i"),
    ],
)
def test_a_password_that_will_not_do_leaves_the_link_unused(client, password1, password2, says):
    address = reverse("accounts:accept_invitation", args=[invite().link.rstrip("/").rsplit("/", 1)[1]])

    answer = client.post(address, {"password1": password1, "password2": password2})

    assert answer.status_code == 422
    assert says in answer.text
    assert Invitation.objects.get().used_at is None


def test_deactivating_ends_sessions_and_links(client, now):
    admin, person = staff("call_administrator"), UserFactory()
    client.force_login(person)
    assert client.get(reverse("accounts:settings")).status_code == 200

    portal.accounts.actions.deactivate_person(person=person, by=admin, at=now)

    assert client.get(reverse("accounts:settings")).status_code == 302


def test_set_roles_records_what_was_and_what_is(now):
    admin, person = staff("call_administrator"), staff("assessor")

    portal.accounts.actions.set_roles(person=person, roles=["case_officer", "registrar"], by=admin, at=now)

    assert set(User.objects.get(pk=person.pk).roles) == {"case_officer", "registrar"}
    entry = AuditEntry.objects.get(subject=person.audit_subject)
    assert entry.details.content == {"before": ["assessor"], "after": ["case_officer", "registrar"]}


def test_set_roles_keeps_ones_own_administration(now):
    admin = staff("call_administrator")
    staff("call_administrator")

    with pytest.raises(ValidationError) as refused:
        portal.accounts.actions.set_roles(person=admin, roles=[], by=admin, at=now)

    assert refused.value.code == "own_role"


@pytest.mark.parametrize("act", ["set_roles", "deactivate_person"])
def test_the_last_administrator_stays(act, now):
    admin = staff("call_administrator")
    staff("call_administrator", is_active=False)
    extra = {"roles": []} if act == "set_roles" else {}

    with pytest.raises(ValidationError) as refused:
        getattr(portal.accounts.actions, act)(person=admin, by=None, at=now, **extra)

    assert refused.value.code == "last_administrator"
    assert StaffRole.objects.filter(person=admin, role="call_administrator").exists()


def test_invite_administrator_prints_the_link(capsys):
    call_command("invite_administrator", "eva@example.test", name="Eva Strand")

    printed = capsys.readouterr().out
    assert token_in_mail() in printed
    assert User.objects.get().roles == {"call_administrator"}


def test_invite_administrator_says_when_there_is_nothing_to_do():
    UserFactory(email="eva@example.test")

    with pytest.raises(CommandError, match="kan redan logga in"):
        call_command("invite_administrator", "eva@example.test")


def test_invitation_says_whom_to_ask_for_a_new_one(now):
    invite(by=staff("call_administrator", name="Eva Strand"), at=now)

    assert "Hör av dig till Eva Strand, så får du en ny." in Mail.objects.get().body


def test_take_back_invitation_ends_the_link(now):
    invitation = invite(at=now)

    portal.accounts.actions.take_back_invitation(person=invitation.person, for_whom=None, by=None, at=now)

    assert not Invitation.objects.working_at(now).exists()
    assert AuditEntry.objects.filter(subject=invitation.person.audit_subject, event="invitation_taken_back").exists()


def test_take_back_invitation_refuses_others_and_what_was_taken(now):
    person = invite(at=now).person
    with pytest.raises(PermissionDenied):
        portal.accounts.actions.take_back_invitation(person=person, for_whom="Region Dalarna", by=person, at=now)
    with pytest.raises(ValidationError, match="redan tagit emot"):
        portal.accounts.actions.take_back_invitation(person=UserFactory(), for_whom=None, by=None, at=now)

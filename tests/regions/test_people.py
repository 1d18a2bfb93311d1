"""What a region's coordinator can do with its people, and what a person can do themselves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

import portal.accounts.actions
import regions.actions
from portal.accounts.models import Invitation, User
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from regions import leaving
from regions.leaving import Source, Waiting
from regions.models import Membership
from regions.queries import without_coordinator
from regions.rules import acts_for, may_edit_for, may_sign_for
from tests.factories.accounts import PASSWORD, UserFactory, staff
from tests.factories.regions import MembershipFactory, invited, member, region

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria():
    return member("coordinator", name="Maria Dahl")


@pytest.fixture
def something_waits(monkeypatch):
    """A room that keeps one thing for each person; gives what was handed over, and to whom."""
    handed: dict[User, Any] = {}

    def waits(person: Any, region: Any) -> list[Waiting]:
        return [] if person in handed else [Waiting("Kontaktperson", "Validering i hela Dalarna", "/ansokningar/1/")]

    def hand_over(*, person: Any, region: Any, to: Any, by: Any, at: Any) -> None:
        handed[person] = to

    monkeypatch.setattr(leaving, "_sources", [Source(waits, hand_over)])
    return handed


def roles_of(person: User, code: str = "20") -> set[str]:
    return set(Membership.objects.in_force().filter(person=person, region=code).values_list("role", flat=True))


def anew(person: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def invite(maria: User, now: Any, **values: Any) -> User:
    given = {"region": region(), "email": "karin@example.test", "name": "Karin Ek", "roles": ["editor"], **values}
    return regions.actions.invite_to_region(**given, by=maria, at=now)


# --- Inviting ---


def test_coordinator_invites_who_is_new_with_a_link_for_seven_days(maria, now):
    person = invite(maria, now, roles=["editor", "signatory"])

    assert (person.is_active, roles_of(person)) == (False, {"editor", "signatory"})
    assert (Invitation.objects.get(person=person).expires_at - now).days == 7
    mail = Mail.objects.get()
    assert (mail.to, "/konto/inbjudan/" in mail.body) == ("karin@example.test", True)
    events = AuditEntry.objects.filter(subject__startswith="regions.membership").values_list("event", "by")
    assert list(events) == [("member_added", maria.pk)] * 2


def test_coordinator_adds_who_is_here_already_who_is_told_once(maria, now):
    karin = member("editor", code="12", email="karin@example.test")

    invite(maria, now, email="KARIN@example.test", name="", roles=["editor", "signatory"])

    assert may_sign_for(anew(karin), "20")
    mail = Mail.objects.get()
    assert mail.person == karin
    assert "Redigerar, Behörig att lämna in" in mail.body


def test_reading_is_part_of_every_other_role(maria, now):
    assert roles_of(invite(maria, now, roles=["reader", "editor"])) == {"editor"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"roles": []}, "roles"),
        ({"roles": ["chief"]}, "roles"),
        ({"name": " "}, "name"),
        ({"email": "ingen adress"}, "email"),
        ({"email": ""}, "email"),
    ],
)
def test_invitation_that_will_not_do_says_where_and_leaves_nothing(maria, now, values, field):
    with pytest.raises(ValidationError) as refused:
        invite(maria, now, **values)

    assert field in refused.value.message_dict
    assert list(User.objects.all()) == [maria]
    assert not Mail.objects.exists()


def test_person_who_is_here_is_not_invited_twice(maria, now):
    member("reader", email="karin@example.test")

    with pytest.raises(ValidationError, match="finns redan bland era personer"):
        invite(maria, now)


def test_coordinator_can_not_make_a_party_of_someone_at_the_authority(maria, now):
    """An officer who acts for a region may not handle its cases: nobody else can be given that conflict of interest."""
    officer = staff("case_officer", email="karin@example.test")

    with pytest.raises(ValidationError) as refused:
        invite(maria, now)

    assert refused.value.message_dict["email"]
    assert not officer.memberships.exists()


@pytest.mark.parametrize("role", ["editor", "signatory", "reader"])
def test_only_a_coordinator_invites(role, now):
    with pytest.raises(PermissionDenied):
        invite(member(role), now)


def test_coordinator_invites_to_no_other_region(maria, now):
    with pytest.raises(PermissionDenied):
        invite(maria, now, region=region("12"))


def test_coordinator_gives_no_role_at_the_authority(maria, now):
    with pytest.raises(PermissionDenied):
        portal.accounts.actions.invite_person(
            email="a@example.test", name="A", roles=["case_officer"], for_whom=region(), by=maria, at=now
        )
    with pytest.raises(PermissionDenied):
        portal.accounts.actions.invite_person(email="a@example.test", name="A", by=maria, at=now)


def test_coordinator_lets_nobody_in_whom_the_authority_shut_out(maria, now):
    shut_out = UserFactory(email="karin@example.test", is_active=False)

    with pytest.raises(ValidationError, match="stängt av kontot"):
        invite(maria, now)

    assert not shut_out.invitations.exists()


def test_invitation_is_sent_again_with_a_new_link(maria, now):
    person = invite(maria, now)

    regions.actions.invite_again(region=region(), person_id=person.pk, by=maria, at=now)

    assert [link.works_at(now) for link in person.invitations.order_by("pk")] == [False, True]
    assert Mail.objects.count() == 2
    assert AuditEntry.objects.filter(event="invitation_sent_again", by=maria).exists()


def test_invitation_that_was_taken_is_not_sent_again(maria, now):
    with pytest.raises(ValidationError, match="kan redan logga in"):
        regions.actions.invite_again(region=region(), person_id=member().pk, by=maria, at=now)


def test_invitation_taken_back_ends_the_link_and_the_roles(maria, now):
    person = invite(maria, now, roles=["editor", "signatory"])
    token = Mail.objects.get().body.split("/konto/inbjudan/")[1].split("/")[0]

    regions.actions.take_back_invitation(region=region(), person_id=person.pk, by=maria, at=now)

    assert roles_of(person) == set()
    with pytest.raises(ValidationError):
        portal.accounts.actions.accept_invitation(token=token, password=PASSWORD, at=now)
    assert AuditEntry.objects.filter(subject=person.audit_subject, event="invitation_taken_back").exists()


def test_invitation_of_two_regions_taken_back_by_one_still_works(maria, now):
    person = invited("editor")
    MembershipFactory(person=person, region=region("12"), role="editor")

    regions.actions.take_back_invitation(region=region(), person_id=person.pk, by=maria, at=now)

    assert (roles_of(person), roles_of(person, "12")) == (set(), {"editor"})
    assert person.invitations.get().works_at(now)


def test_invitation_that_was_taken_is_not_taken_back(maria, now):
    with pytest.raises(ValidationError, match="redan tagit emot"):
        regions.actions.take_back_invitation(region=region(), person_id=member().pk, by=maria, at=now)


@pytest.mark.parametrize(
    "action",
    ["invite_again", "take_back_invitation", "remove_person"],
)
def test_people_of_other_regions_are_not_there(maria, now, action):
    stranger = member("editor", code="12")

    with pytest.raises(User.DoesNotExist):
        getattr(regions.actions, action)(region=region(), person_id=stranger.pk, by=maria, at=now)


# --- Roles ---


def test_roles_are_set_logged_and_told(maria, now):
    anders = member("editor", "signatory", name="Anders Lind")

    regions.actions.set_member_roles(
        region=region(), person_id=anders.pk, roles=["coordinator", "editor"], by=maria, at=now
    )

    assert roles_of(anders) == {"editor", "coordinator"}
    said = Mail.objects.get()
    assert (said.person, "Redigerar, Samordnar regionens personer" in said.body) == (anders, True)
    events = AuditEntry.objects.filter(by=maria).order_by("pk").values_list("event", flat=True)
    assert list(events) == ["membership_ended", "member_added"]


def test_same_roles_again_change_nothing(maria, now):
    anders = member("editor")

    regions.actions.set_member_roles(region=region(), person_id=anders.pk, roles=["editor"], by=maria, at=now)

    assert not AuditEntry.objects.filter(by=maria).exists()
    assert not Mail.objects.exists()


def test_nobody_is_left_without_a_role(maria, now):
    with pytest.raises(ValidationError) as refused:
        regions.actions.set_member_roles(region=region(), person_id=member().pk, roles=[], by=maria, at=now)
    assert "roles" in refused.value.message_dict


def test_reader_reads_and_does_not_write(maria, now):
    anders = member("editor")

    regions.actions.set_member_roles(region=region(), person_id=anders.pk, roles=["reader"], by=maria, at=now)

    assert (acts_for(anew(anders), "20"), may_edit_for(anew(anders), "20")) == (True, False)


# --- The last coordinator ---


def removing(maria, now):
    regions.actions.remove_person(region=region(), person_id=maria.pk, by=maria, at=now)


def leaving_it(maria, now):
    regions.actions.leave_region(region=region(), by=maria, at=now)


def losing_the_role(maria, now):
    regions.actions.set_member_roles(region=region(), person_id=maria.pk, roles=["editor"], by=maria, at=now)


def ended_by_the_authority(maria, now):
    regions.actions.end_membership(membership_id=maria.memberships.get().pk, by=staff("call_administrator"), at=now)


@pytest.mark.parametrize("act", [removing, leaving_it, losing_the_role, ended_by_the_authority])
def test_last_coordinator_stays(maria, now, act):
    # Others coordinate another region, wait for their invitation, or were shut out: none of them can step in.
    member("coordinator", code="12")
    invited("coordinator")
    member("coordinator", is_active=False)

    with pytest.raises(ValidationError) as refused:
        act(maria, now)

    assert refused.value.code == "last_coordinator"
    assert roles_of(maria) == {"coordinator"}


@pytest.mark.parametrize("act", [removing, leaving_it, losing_the_role, ended_by_the_authority])
def test_coordinator_may_go_when_there_is_another(maria, now, act):
    member("coordinator")

    act(maria, now)

    assert "coordinator" not in roles_of(maria)


def test_region_whose_only_coordinator_was_shut_out_is_seen_by_the_authority(maria, now):
    member("editor")
    assert list(without_coordinator()) == []

    portal.accounts.actions.deactivate_person(person=maria, by=staff("call_administrator"), at=now)

    assert list(without_coordinator()) == [region()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("act", ["each_other", "themselves"])
def test_two_coordinators_can_not_both_go_at_once(now, act):
    people = [member("coordinator"), member("coordinator")]

    def go(index: int) -> bool:
        by = anew(people[index])
        may_edit_for(by, "20")  # As a request does before it comes to its action.
        gone = by if act == "themselves" else people[1 - index]
        try:
            regions.actions.remove_person(region=region(), person_id=gone.pk, by=by, at=now)
        except (ValidationError, PermissionDenied):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, [0, 1])) == [False, True]
    assert Membership.objects.in_force().filter(region="20", role="coordinator").count() == 1


# --- Leaving ---


def test_person_who_is_removed_loses_access_and_is_told(maria, now):
    anders = member("editor", "signatory", name="Anders Lind")

    regions.actions.remove_person(region=region(), person_id=anders.pk, by=maria, at=now)

    assert not acts_for(anew(anders), "20")
    assert "arbetar inte längre för Region Dalarna" in Mail.objects.get(person=anders).subject
    assert [entry.by for entry in AuditEntry.objects.filter(event="member_removed")] == [maria, maria]


def test_person_who_was_removed_comes_back_by_a_new_invitation(maria, now):
    anders = member("editor", email="anders@example.test")
    regions.actions.remove_person(region=region(), person_id=anders.pk, by=maria, at=now)

    invite(maria, now, email="anders@example.test", roles=["reader"])

    assert roles_of(anders) == {"reader"}


def test_what_waits_goes_to_the_successor_who_is_told_of_it(maria, now, something_waits):
    anders, karin = member("editor", name="Anders Lind"), member("editor")

    regions.actions.remove_person(region=region(), person_id=anders.pk, successor_id=karin.pk, by=maria, at=now)

    assert something_waits == {anders: karin}
    mail = Mail.objects.get(person=karin)
    assert mail.subject == "Du tar över en sak efter Anders Lind"
    assert "Kontaktperson: Validering i hela Dalarna" in mail.body


@pytest.mark.parametrize("successor", ["nobody", "reader", "invited", "shut_out", "other_region", "themselves"])
def test_nobody_goes_before_somebody_who_can_has_taken_over(maria, now, something_waits, successor):
    anders = member("editor")
    who = {
        "nobody": lambda: None,
        "reader": lambda: member("reader"),
        "invited": lambda: invited("editor"),
        "shut_out": lambda: member("editor", is_active=False),
        "other_region": lambda: member("editor", code="12"),
        "themselves": lambda: anders,
    }[successor]()

    with pytest.raises(ValidationError) as refused:
        regions.actions.remove_person(
            region=region(), person_id=anders.pk, successor_id=who and who.pk, by=maria, at=now
        )

    assert "successor" in refused.value.message_dict
    assert (roles_of(anders), something_waits) == ({"editor"}, {})


def test_person_leaves_by_themselves(maria, now, something_waits):
    reader = member("reader")

    regions.actions.leave_region(region=region(), successor_id=maria.pk, by=reader, at=now)

    assert roles_of(reader) == set()
    assert AuditEntry.objects.get(event="member_left").by == reader


def test_role_that_the_authority_ends_leaves_what_waited_to_nobody(now, something_waits):
    anders, admin = member("editor", "signatory"), staff("call_administrator")
    first, last = anders.memberships.order_by("pk")

    regions.actions.end_membership(membership_id=first.pk, by=admin, at=now)
    assert something_waits == {}
    regions.actions.end_membership(membership_id=last.pk, by=admin, at=now)
    assert something_waits == {anders: None}

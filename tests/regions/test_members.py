import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse

import regions.actions
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from regions.models import Membership, Region
from regions.rules import may_edit_for, may_sign_for
from tests.factories.accounts import UserFactory, staff
from tests.factories.regions import MembershipFactory, invited, member, region

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return staff("call_administrator", name="Eva Strand")


def test_add_member_invites_who_is_new(admin, now):
    membership = regions.actions.add_member(
        region=region("20"), email="karin@example.test", name="Karin Ek", role="signatory", by=admin, at=now
    )

    assert (membership.person.name, membership.person.is_active) == ("Karin Ek", False)
    mail = Mail.objects.get()
    assert "ansökningar för Region Dalarna" in mail.body
    assert "/konto/inbjudan/" in mail.body
    entry = AuditEntry.objects.get(subject=membership.audit_subject)
    assert (entry.event, entry.by, entry.details.content["role"]) == ("member_added", admin, "signatory")


def test_add_member_tells_who_is_here_already(admin, now):
    person = UserFactory(email="karin@example.test")

    regions.actions.add_member(region=region("20"), email="Karin@example.test", role="editor", by=admin, at=now)

    mail = Mail.objects.get()
    assert mail.person == person
    assert mail.subject.startswith("Du arbetar nu för Region Dalarna")
    assert "/konto/inbjudan/" not in mail.body
    assert may_edit_for(User.objects.get(pk=person.pk), "20")


def test_add_member_writes_all_or_nothing(admin, now):
    with pytest.raises(ValidationError):
        regions.actions.add_member(
            region=region("20"), email="karin@example.test", name="Karin", role="chief", by=admin, at=now
        )

    assert not User.objects.filter(email="karin@example.test").exists()
    assert not Mail.objects.exists()


def test_add_member_refuses_the_same_role_twice(admin, now):
    person = member("editor")

    with pytest.raises(ValidationError, match="redan den rollen"):
        regions.actions.add_member(region=region("20"), person=person, role="editor", by=admin, at=now)


@pytest.mark.parametrize(("role", "code"), [("coordinator", "12"), ("editor", "20"), ("signatory", "20")])
def test_add_member_refuses_others_than_administrators_and_the_regions_coordinators(role, code, now):
    with pytest.raises(PermissionDenied):
        regions.actions.add_member(
            region=region("20"), person=UserFactory(), role="editor", by=member(role, code=code), at=now
        )


def test_end_membership_takes_effect_and_stays_in_the_log(admin, now):
    person = member("editor", "signatory")
    membership = Membership.objects.get(person=person, role="signatory")

    regions.actions.end_membership(membership_id=membership.pk, by=admin, at=now)

    person = User.objects.get(pk=person.pk)
    assert (may_edit_for(person, "20"), may_sign_for(person, "20")) == (True, False)
    membership.refresh_from_db()
    assert membership.ended_at == now
    assert AuditEntry.objects.get(subject=membership.audit_subject).event == "membership_ended"
    with pytest.raises(ValidationError) as refused:
        regions.actions.end_membership(membership_id=membership.pk, by=admin, at=now)
    assert refused.value.code == "already_ended"


def test_a_role_that_ended_can_be_given_again(admin, now):
    person = member("editor")
    regions.actions.end_membership(membership_id=person.memberships.get().pk, by=admin, at=now)

    regions.actions.add_member(region=region("20"), person=person, role="editor", by=admin, at=now)

    assert person.memberships.count() == 2


def test_load_regions_is_safe_to_run_again(capsys):
    Region.objects.filter(pk="20").update(seat="Någon annanstans")

    call_command("load_regions")

    assert "21 regions" in capsys.readouterr().out
    assert Region.objects.count() == 21
    assert region("20").seat == "Falun"


# --- The region's page and the switch ---


def test_our_region_shows_its_people_and_nobody_elses(client):
    karin = member("signatory", name="Karin Ek")
    invited("editor", name="Anders Lind")
    member("editor", code="12", name="Sven Skånsk")
    client.force_login(karin)

    html = client.get(reverse("regions:region")).text

    assert "Karin Ek (du)" in html
    assert "Anders Lind" in html
    assert "Inbjuden" in html
    assert "Sven Skånsk" not in html


def test_our_region_costs_the_same_however_many(client, django_assert_max_num_queries):
    client.force_login(member("editor"))
    for size in (1, 20):
        for _person in range(size):
            member("editor", "signatory")
        with django_assert_max_num_queries(6):
            client.get(reverse("regions:region"))


def test_switch_changes_for_whom_one_acts(client):
    person = member("editor", code="20")
    MembershipFactory(person=person, region=region("12"), role="signatory")
    client.force_login(person)
    assert client.get(reverse("regions:region")).context["acting_region"] == region("12")

    answer = client.post(reverse("regions:switch"), {"region": "20"})

    assert answer.url == reverse("desk:start")
    page = client.get(reverse("regions:region"))
    assert page.context["acting_region"] == region("20")
    assert "redigerar" in page.text


@pytest.mark.parametrize("code", ["12", "99", "", "x" * 1000])
def test_switch_to_a_region_that_is_not_ones_own_is_404(client, code):
    client.force_login(member("editor", code="20"))

    assert client.post(reverse("regions:switch"), {"region": code}).status_code == 404
    assert client.get(reverse("regions:region")).context["acting_region"] == region("20")


def test_a_region_that_one_no_longer_acts_for_is_left(client, admin, now):
    person = member("editor", code="20")
    other = MembershipFactory(person=person, region=region("12"), role="editor")
    client.force_login(person)
    client.post(reverse("regions:switch"), {"region": "12"})

    regions.actions.end_membership(membership_id=other.pk, by=admin, at=now)

    assert client.get(reverse("regions:region")).context["acting_region"] == region("20")


def test_switch_is_a_post(client):
    client.force_login(member("editor"))

    assert client.get(reverse("regions:switch")).status_code == 405


# --- Administration ---


def test_admin_adds_a_member_by_address(client, admin):
    client.force_login(admin)
    sent = {"region": "20", "email": "karin@example.test", "name": "Karin Ek", "role": "editor"}

    client.post(reverse("admin:regions_membership_add"), sent)

    assert Membership.objects.get().person.email == "karin@example.test"
    again = client.post(reverse("admin:regions_membership_add"), sent)
    assert "redan den rollen" in again.text


def test_admin_asks_for_the_name_of_who_is_new(client, admin):
    client.force_login(admin)

    answer = client.post(
        reverse("admin:regions_membership_add"), {"region": "20", "email": "ny@example.test", "role": "editor"}
    )

    assert "Skriv namnet också" in answer.text


def test_admin_ends_a_membership_and_changes_nothing_else(client, admin):
    client.force_login(admin)
    membership = member("editor").memberships.get()
    address = reverse("admin:regions_membership_change", args=[membership.pk])

    client.post(address, {"role": "signatory", "region": "12"})
    membership.refresh_from_db()
    assert (membership.role, membership.region_id, membership.ended_at) == ("editor", "20", None)

    client.post(address, {"end_now": "on"})
    membership.refresh_from_db()
    assert membership.ended_at is not None
    assert client.get(address).status_code == 200


def test_admin_changes_only_the_website_of_a_region(client, admin):
    client.force_login(admin)

    client.post(
        reverse("admin:regions_region_change", args=["20"]), {"website": "https://www.example.test", "name": "Dalarna"}
    )

    assert (region("20").website, region("20").name) == ("https://www.example.test", "Region Dalarna")

"""The region's pages: people and roles."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import regions.actions
from applications.submissions.models import SignOff
from portal.accounts.models import Invitation, User
from regions.models import Membership
from tests.factories.cases import draft_case
from tests.factories.regions import MembershipFactory, invited, member, region

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(client):
    person = member("coordinator", name="Maria Dahl")
    client.force_login(person)
    return person


def page(name: str, *args: object) -> str:
    return reverse(f"regions:{name}", args=args)


def test_invited_stand_apart_with_when_their_link_ends(client, maria):
    karin = invited("editor", name="Karin Ek")
    late = invited("reader", name="Lena Quist")
    Invitation.objects.filter(person=late).update(expires_at=timezone.now() - timedelta(days=1))

    answer = client.get(page("region"))

    assert [m.person for m in answer.context["invited"]] == [karin, late]
    assert [m.person for m in answer.context["members"]] == [maria]
    assert "Länken gäller till" in answer.text
    assert "Har gått ut" in answer.text


def test_table_says_what_each_role_may_do(client, maria):
    html = client.get(page("region")).text

    for words in ("Bjuda in personer, ändra roller", "Återkalla en ansökan", "Markera att en ansökan är klar"):
        assert words in html


@pytest.mark.parametrize("role", ["reader", "editor", "signatory"])
def test_others_than_coordinators_see_no_forms(client, role):
    client.force_login(member(role))
    other = invited("editor")

    html = client.get(page("region")).text

    assert other.name in html
    for name, args in (("invite", ()), ("person", (other.pk,)), ("invite_again", (other.pk,)), ("history", ())):
        assert page(name, *args) not in html
    assert page("leave") in html


def test_region_page_costs_the_same_however_many(client, maria, django_assert_max_num_queries):
    for size in (1, 15):
        for _person in range(size):
            member("editor", "signatory")
            invited("editor")
        with django_assert_max_num_queries(7):
            client.get(page("region"))


def test_invite_adds_a_person_and_says_what_happens(client, maria):
    answer = client.post(
        page("invite"), {"email": "karin@example.test", "name": "Karin Ek", "roles": ["editor"]}, follow=True
    )

    assert "En inbjudan skickas till karin@example.test" in answer.text
    assert Membership.objects.get(role="editor").person.name == "Karin Ek"


def test_invite_keeps_what_was_typed_when_something_is_wrong(client, maria):
    answer = client.post(page("invite"), {"email": "karin", "name": "Karin Ek", "roles": ["signatory"]})

    assert answer.status_code == 422
    assert 'value="Karin Ek"' in answer.text
    assert "karin" in answer.context["form"]["email"].value()
    assert answer.context["form"]["roles"].value() == ["signatory"]


def test_invite_shows_the_actions_refusals_beside_the_fields(client, maria):
    answer = client.post(page("invite"), {"email": "karin@example.test", "roles": []})

    assert answer.status_code == 422
    assert "Välj minst en roll." in answer.text
    answer = client.post(page("invite"), {"email": "karin@example.test", "roles": ["editor"]})
    assert "Skriv personens namn." in answer.text


def test_form_is_for_the_region_that_it_was_shown_for(client, maria):
    """Another region was chosen in another tab; they coordinate none there, but the form was for the first."""
    MembershipFactory(person=maria, region=region("12"), role="editor")
    client.post(page("switch"), {"region": "12"})

    client.post(page("invite"), {"region": "20", "email": "k@example.test", "name": "K", "roles": ["editor"]})
    refused = client.post(page("invite"), {"region": "12", "email": "l@example.test", "name": "L", "roles": ["editor"]})

    assert Membership.objects.get(person__email="k@example.test").region_id == "20"
    assert refused.status_code == 403


def test_roles_are_changed_on_a_persons_page(client, maria):
    anders = member("editor")

    answer = client.post(page("person", anders.pk), {"roles": ["signatory", "editor"]}, follow=True)

    assert "är sparade" in answer.text
    assert set(anders.memberships.values_list("role", flat=True)) == {"editor", "signatory"}


def test_last_coordinator_reads_why_the_role_stays(client, maria):
    answer = client.post(page("person", maria.pk), {"roles": ["editor"]})

    assert answer.status_code == 422
    assert "den enda som samordnar" in answer.text


@pytest.mark.parametrize("name", ["person", "remove"])
def test_page_of_someone_elses_person_is_404(client, maria, name):
    stranger = member("editor", code="12")

    assert client.get(page(name, stranger.pk)).status_code == 404
    assert client.post(page(name, stranger.pk), {"roles": ["editor"]}).status_code == 404


def test_removing_shows_what_waits_and_asks_who_takes_over(client, maria):
    anders, karin = member("editor", name="Anders Lind"), member("editor", name="Karin Ek")
    case = draft_case(contact=anders, by=anders)

    shown = client.get(page("remove", anders.pk)).text
    asked = client.post(page("remove", anders.pk))
    done = client.post(page("remove", anders.pk), {"successor": karin.pk}, follow=True)

    assert "Det här väntar på Anders Lind" in shown
    assert case.title in shown
    assert (asked.status_code, "Välj vem som tar över" in asked.text) == (422, True)
    assert "Anders Lind arbetar inte längre för er" in done.text
    case.refresh_from_db()
    assert case.contact == karin


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("name", ["person", "remove"])
def test_removing_a_signatory_warns_of_what_waits_to_be_signed(client, maria, name, others):
    karin = member("signatory", name="Karin Ek")
    for number in range(others):
        member("signatory", name=f"Behörig {number}")
    case = draft_case(by=maria)
    assert "väntar på att lämnas in" not in client.get(page(name, karin.pk)).text

    SignOff.objects.create(case=case, marked_by=maria, marked_at=timezone.now())
    html = client.get(page(name, karin.pk)).text

    assert "En ansökan väntar på att lämnas in" in html
    assert ("kan det göras av Behörig 0" if others else "Ingen annan än Karin Ek är behörig") in html


def test_leaving_ends_what_one_sees(client):
    person = member("editor")
    client.force_login(person)
    assert "Lämna Region Dalarna?" in client.get(page("leave")).text

    answer = client.post(page("leave"), follow=True)

    assert "Du arbetar inte längre för Region Dalarna" in answer.text
    assert client.get(page("region")).status_code == 403


def test_history_tells_in_sentences_newest_first(client, maria, now):
    anders = member("editor", name="Anders Lind", email="a@example.test")
    regions.actions.set_member_roles(region=region(), person_id=anders.pk, roles=["signatory"], by=maria, at=now)
    regions.actions.remove_person(region=region(), person_id=anders.pk, by=maria, at=now + timedelta(hours=1))
    stranger = member("coordinator", code="12")
    regions.actions.invite_to_region(
        region=region("12"), email="x@example.test", name="Sven Skånsk", roles=["editor"], by=stranger, at=now
    )

    html = client.get(page("history")).text

    told = [
        "Maria Dahl tog bort Anders Lind, som hade rollen ”behörig att lämna in”.",
        "Maria Dahl gav Anders Lind rollen ”behörig att lämna in”.",
        "Maria Dahl tog bort rollen ”redigerar” från Anders Lind.",
    ]
    assert [html.index(line) for line in told] == sorted(html.index(line) for line in told)
    assert "Sven Skånsk" not in html


def test_buttons_of_an_invitation_do_what_they_say(client, maria):
    karin = invited("editor", name="Karin Ek")

    again = client.post(page("invite_again", karin.pk), follow=True)
    back = client.post(page("take_back", karin.pk), follow=True)

    assert "En ny inbjudan skickas till Karin Ek" in again.text
    assert "tillbakatagen" in back.text
    assert not Membership.objects.in_force().filter(person=karin).exists()


def test_button_for_who_took_the_invitation_meanwhile_says_so(client, maria):
    karin = member("editor", name="Karin Ek")

    assert "kan redan logga in" in client.post(page("invite_again", karin.pk), follow=True).text
    assert "redan tagit emot" in client.post(page("take_back", karin.pk), follow=True).text
    assert User.objects.get(pk=karin.pk).is_active

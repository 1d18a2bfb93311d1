"""The registrar's page, and what others see of an application that came on paper."""

import uuid

import pytest
from django.urls import reverse

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.submissions.models import Registration
from portal.accounts.models import StaffRole
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict
from tests.factories.files import upload
from tests.factories.regions import member
from tests.factories.registrations import register

pytestmark = pytest.mark.django_db
PAGE = "/diarium/registrera/"
LATE = "Registrerad av registrator, kom in per post 10 september 2022 kl. 09.12, efter sista dag"


@pytest.fixture
def registrar():
    return staff("registrar", name="Rut Registrator")


@pytest.fixture
def call():
    return make_call()


def typed(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "came_by": "post",
        "arrived_at": "2022-09-10T09:12",
        "region": "20",
        "sender": "Siv Berg",
        "contact": "siv.berg@example.test",
        "title": "Validering i hela länet",
        "start_on": "2022-10-01",
        "end_on": "2024-12-31",
        "amount_2022": "200 000 kr",
        "amount_2023": "900 000",
        "amount_2024": "",
        "manager": "",
        "partners": "Region Gävleborg, 232100-0198\r\nBranschrådet, Norr och Syd",
        "papers": upload(name="ansokan.pdf"),
        "note": "",
        **fields,
    }


def test_register_page_registers_and_tells_the_number_and_by_how_much_it_was_late(client, registrar, call):
    member("signatory")
    client.force_login(registrar)

    page = client.post(f"{PAGE}?utlysning={call.pk}", typed(), follow=True)

    text = page.content.decode()
    assert page.redirect_chain == [(f"{PAGE}?utlysning={call.pk}", 302)]
    assert "Ansökan är registrerad som" in text
    assert "Kom in 9 timmar och 12 minuter efter stängning, för sent." in text
    assert "har ingen som kan logga in" not in text
    case = Case.objects.get()
    assert case.amount_applied == 1_100_000
    assert [(party["name"], party["number"]) for party in case.parties] == [
        ("Region Gävleborg", "232100-0198"),
        ("Branschrådet, Norr och Syd", ""),
    ]


def test_register_page_sent_twice_makes_one_case(client, registrar, call):
    client.force_login(registrar)
    sent = typed()
    for _twice in range(2):
        sent["papers"] = upload(name="ansokan.pdf")
        assert client.post(f"{PAGE}?utlysning={call.pk}", sent).status_code == 302
    assert Case.objects.count() == 1


def test_register_page_warns_when_nobody_gets_the_receipt_and_when_the_region_has_applied_enough(client, registrar):
    call = make_call(applications_per_region=1)
    client.force_login(registrar)
    client.post(f"{PAGE}?utlysning={call.pk}", typed())

    text = client.post(f"{PAGE}?utlysning={call.pk}", typed(), follow=True).content.decode()

    assert "Region Dalarna har ingen som kan logga in" in text
    assert "Regionen har nu 2 ansökningar i utlysningen, som tar emot 1 från varje region" in text


def test_register_page_keeps_what_was_typed_and_says_what_is_wrong_beside_it(client, registrar, call):
    client.force_login(registrar)
    sent = typed(arrived_at="2099-01-01T10:00", title="<b>Hej</b>", amount_2023="mycket")
    del sent["papers"]

    page = client.post(f"{PAGE}?utlysning={call.pk}", sent)

    text = page.content.decode()
    assert page.status_code == 422
    assert "Det här går inte att läsa som ett belopp" in text
    assert "Lägg till ansökan som fil" in text
    assert "&lt;b&gt;Hej&lt;/b&gt;" in text
    assert not Case.objects.exists()

    page = client.post(f"{PAGE}?utlysning={call.pk}", typed(arrived_at="2099-01-01T10:00"))
    assert "kan inte ha kommit in senare än nu" in page.content.decode()


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "-1", "²"])
def test_register_page_with_a_call_that_is_not_there_shows_the_calls(client, registrar, call, key):
    client.force_login(registrar)
    make_call(title="Den andra utlysningen")
    assert "Vilken utlysning gäller den?" in client.get(f"{PAGE}?utlysning={key}").content.decode()
    assert client.post(f"{PAGE}?utlysning={key}", typed()).status_code == 422


def test_register_page_does_not_offer_a_region_that_the_registrar_acts_for(client, call):
    registrar = member("editor", code="20")
    StaffRole.objects.create(person=registrar, role="registrar")
    client.force_login(registrar)
    page = client.post(f"{PAGE}?utlysning={call.pk}", typed())
    assert "Välj en av regionerna i listan" in page.content.decode()
    assert not Registration.objects.exists()


def test_register_page_is_reached_from_the_register_and_the_registrars_start_page(client, registrar, call):
    client.force_login(registrar)
    for name in ("records:register", "desk:start"):
        assert f'href="{PAGE}"' in client.get(reverse(name)).content.decode()
    client.force_login(staff("case_officer"))
    assert f'href="{PAGE}"' not in client.get(reverse("records:register")).content.decode()


def test_a_registered_case_says_plainly_how_and_when_it_came(client, registrar, call):
    case = register(by=registrar, call=call.pk, note="Kuvertet låg i fel fack.").submission.case
    officer, reader = staff("case_officer"), member("reader")
    no_conflict(case, officer)
    client.force_login(officer)

    text = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert LATE in text
    assert "Ansökan kom in per post" in text
    work_list = client.get(reverse("desk:work_list")).content.decode()
    assert "Registrerad, kom in per post efter sista dag" in work_list
    only = client.get(f"{reverse('desk:work_list')}?flag=registered").content.decode()
    assert case.registry_number in only

    text = client.get(reverse("submissions:application", args=[case.pk])).content.decode()
    assert "Ansökan som den kom in" in text
    assert "ansokan.pdf" in text
    assert "Kuvertet låg i fel fack." in text

    client.force_login(reader)
    text = client.get(reverse("submissions:application", args=[case.pk])).content.decode()
    assert "Registrerad av" in text
    assert "Kuvertet låg i fel fack." not in text
    assert "Ansökan har kommit in" in client.get(reverse("submissions:receipt", args=[case.pk])).content.decode()
    assert case.title in client.get(reverse("desk:region_cases")).content.decode()
    assert "Ansökan kom in per post" in client.get(reverse("desk:region_case", args=[case.pk])).content.decode()


def test_register_page_lists_no_case_that_the_registrar_may_not_be_told_of(client, registrar, call):
    case = register(by=registrar, call=call.pk).submission.case
    conflict(case, registrar)
    client.force_login(registrar)
    assert case.registry_number not in client.get(PAGE).content.decode()


def test_register_page_has_as_many_queries_whatever_was_registered(
    client, registrar, call, django_assert_max_num_queries
):
    client.force_login(registrar)
    register(by=registrar, call=call.pk)
    client.get(PAGE)
    with django_assert_max_num_queries(12) as few:
        client.get(PAGE)
    for _more in range(12):
        register(by=registrar, call=call.pk)
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)


def test_work_list_asks_once_for_the_calls_of_registered_cases(
    client, registrar, call, django_assert_num_queries, django_assert_max_num_queries
):
    officer = staff("case_officer")
    client.force_login(officer)
    register(by=registrar, call=call.pk)
    client.get(reverse("desk:work_list"))
    with django_assert_max_num_queries(10) as few:
        client.get(reverse("desk:work_list"))
    for _more in range(5):
        register(by=registrar, call=call.pk)
    with django_assert_num_queries(len(few)):
        client.get(reverse("desk:work_list"))
    assert Case.objects.filter(stage=Stage.SUBMITTED).count() == 6

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import applications.drafting.actions
from applications.cases.models import Case
from applications.submissions.models import Submission
from applications.submissions.queries import check_page
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.drafting import attachment, draft, full_draft
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


def address(case):
    return reverse("submissions:check", args=[case.pk])


def confirmed(page):
    return {"seen_hash": page.sha256, "seen": page.seen, "confirmed": "on"}


@pytest.fixture
def signatory(client):
    user = member("signatory", name="Karin Ek")
    client.force_login(user)
    return user


def test_check_page_lists_what_is_missing_with_links_to_the_fields(client, signatory):
    case = draft()
    page = client.get(address(case)).content.decode()
    assert f"/ansokningar/{case.pk}/avsnitt/project/" in page
    assert "#id_summary" in page
    assert "”Sammanfattning” är inte besvarad." in page


def test_submit_shows_the_receipt(client, signatory, now):
    case = full_draft()
    response = client.post(address(case), confirmed(check_page(case)), follow=True, **{"portal.arrived_at": now})
    page = response.content.decode()
    made = Submission.objects.get()
    assert response.redirect_chain == [(reverse("submissions:receipt", args=[case.pk]), 302)]
    for words in ("Ansökan är inlämnad", "2022-000001", made.sha256, made.receipt_code, "1 juni 2022 kl. 12.00"):
        assert words in page


def test_submit_without_confirmation_says_so_and_sends_nothing(client, signatory, now):
    case = full_draft()
    sent = {**confirmed(check_page(case)), "confirmed": ""}
    response = client.post(address(case), sent, **{"portal.arrived_at": now})
    assert response.status_code == 422
    assert "Kryssa i att du är behörig" in response.content.decode()
    assert Submission.objects.count() == 0


def test_submit_of_what_a_colleague_changed_shows_the_difference(client, signatory, now):
    case, seen = full_draft(), None
    seen = check_page(case)
    colleague = member("editor", name="Anders Lind")
    applications.drafting.actions.save_section(
        case_id=case.pk,
        section_key="project",
        changes={"summary": "Vi bygger två ingångar till validering i hela länet."},
        base_version=1,
        by=colleague,
        at=now,
    )
    applications.drafting.actions.rename_draft(case_id=case.pk, title="Två ingångar", by=colleague, at=now)
    response = client.post(address(case), confirmed(seen), **{"portal.arrived_at": now})
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("<ins>två", "<del>en", "Anders Lind", "<strong>Två ingångar</strong>"):
        assert words in page
    assert Submission.objects.count() == 0
    # What is shown now can be confirmed and sent.
    again = check_page(Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk))
    assert f'value="{again.sha256}"' in page
    client.post(address(case), confirmed(again), **{"portal.arrived_at": now})
    assert Submission.objects.get().title == "Två ingångar"


def test_check_page_after_closing_shows_the_draft_to_print_and_no_button(client, signatory):
    case = full_draft()
    case.call.closes_at = timezone.now()
    case.call.save(update_fields=["closes_at"])
    page = client.get(address(case)).content.decode()
    for words in ("<h1>Hela ansökan</h1>", "Stängde", "Skicka ansökan till registrator.", "spara den som PDF"):
        assert words in page
    for untrue in ("Stänger", 'name="seen_hash"', "Kontrollera och lämna in"):
        assert untrue not in page


def test_check_page_tells_an_editor_who_may_hand_in(client, now):
    case, arrived = full_draft(), {"portal.arrived_at": now}
    client.force_login(case.created_by)
    assert "ingen hos er har den rollen" in client.get(address(case), **arrived).content.decode()
    member("signatory", name="Karin Ek")
    assert "Hos er är det Karin Ek." in client.get(address(case), **arrived).content.decode()


def test_difference_names_each_field_and_reads_as_the_page_does(client, signatory, now):
    case = full_draft()
    seen, colleague = check_page(case), member("editor", name="Anders Lind")
    changed = {
        "project": {"kind": "more"},
        "period": {"end_on": "2024-06-30"},
        "funding": {"applied-2023": "1 900 000", "rows-f1-kind": "private", "rows-f1-amounts-2023": "400 000"},
    }
    for key, changes in changed.items():
        applications.drafting.actions.save_section(
            case_id=case.pk, section_key=key, changes=changes, base_version=1, by=colleague, at=now
        )
    response = client.post(address(case), confirmed(seen), **{"portal.arrived_at": now})
    page = response.content.decode().replace("\u00a0", " ")
    changes = page[page.index('id="changes"') : page.index('id="missing"')]
    for words in (
        "Slag av projekt",
        "Fortsättning",
        "30 juni 2024",
        "Sökt belopp 2023",
        "Region Dalarna: Belopp 2023",
        "1 900 000",
        "Privat finansiering",
    ):
        assert words in changes
    for key in ("2024-06-30", "1900000", ">private<", ">more<"):
        assert key not in changes


def test_submit_that_arrives_too_late_says_how_to_hand_in_all_the_same(client, signatory):
    case = full_draft()
    late = case.call.closes_at + timedelta(seconds=1)
    response = client.post(address(case), confirmed(check_page(case)), **{"portal.arrived_at": late})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Utlysningen stängde 9 september 2022 kl. 23.59." in page
    assert "kom fram 10 september 2022 kl. 00.00, så ansökan är inte inlämnad. Utkastet är kvar" in page
    assert "Skicka ansökan till registrator." in page
    assert 'name="seen_hash"' not in page
    assert Case.objects.get(pk=case.pk).is_draft


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"confirmed": "on"},
        {"seen_hash": "x" * 100_000, "confirmed": "on"},
        {"seen_hash": "0" * 64, "seen": "project:99999999999999,#:-1,;drop", "confirmed": "on"},
        {"seen_hash": ["a", "b"], "seen": ["\x00", "c"], "confirmed": ["on", "off"]},
    ],
)
def test_submit_bears_hostile_input(data, client, signatory, now):
    case = full_draft()
    assert client.post(address(case), data, **{"portal.arrived_at": now}).status_code == 422
    assert Submission.objects.count() == 0


def test_submit_by_an_editor_is_forbidden(client, now):
    case = full_draft()
    client.force_login(member("editor"))
    page = client.get(address(case), **{"portal.arrived_at": now}).content.decode()
    assert "Bara den som är behörig att lämna in" in page
    response = client.post(address(case), confirmed(check_page(case)), **{"portal.arrived_at": now})
    assert response.status_code == 403


def test_submitted_application_leads_from_the_check_page_to_the_receipt(client, signatory, now):
    case = full_draft()
    page = check_page(case)
    client.post(address(case), confirmed(page), **{"portal.arrived_at": now})
    for response in (client.get(address(case)), client.post(address(case), confirmed(page))):
        assert response.status_code == 302
        assert response.url == reverse("submissions:receipt", args=[case.pk])
    assert Submission.objects.count() == 1


def test_application_is_read_by_staff_but_not_with_a_conflict_or_by_another_region(client):
    case = submitted_case()
    submission(case)
    page = reverse("submissions:application", args=[case.pk])
    officer, barred = staff("case_officer"), staff("case_officer")
    conflict(case, barred)
    no_conflict(case, officer)
    for user, status in [(officer, 200), (barred, 404), (member("signatory", code="12"), 404), (member(), 200)]:
        client.force_login(user)
        assert client.get(page).status_code == status


def test_files_of_a_submission_are_opened_by_those_who_may_read_it(client, signatory, now):
    case = full_draft()
    stored = attachment(case).file
    download = reverse("files:download", args=[stored.uuid])
    officer = staff("case_officer")
    client.force_login(officer)
    assert client.get(download).status_code == 404
    client.force_login(signatory)
    client.post(address(case), confirmed(check_page(case)), **{"portal.arrived_at": now})
    barred = staff("case_officer")
    conflict(case, barred)
    no_conflict(case, officer)
    for user, status in [(officer, 200), (barred, 404), (member(code="12"), 404)]:
        client.force_login(user)
        response = client.get(download)
        assert response.status_code == status
        assert status != 200 or response.getvalue()


@pytest.mark.parametrize("kind", ["small", "big"])
def test_check_page_asks_few_queries(kind, client, signatory, django_assert_max_num_queries):
    case = full_draft()
    if kind == "big":
        for _number in range(3):
            attachment(case)
    with django_assert_max_num_queries(9):
        assert client.get(address(case)).status_code == 200

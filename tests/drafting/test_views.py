import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.cases.models import Case
from applications.drafting.models import Attachment, Draft, SectionVersion
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import DEFINITION, call
from tests.factories.drafting import SECTIONS, attachment, draft, full_draft, version
from tests.factories.files import EICAR, EXECUTABLE, PDF, bomb, macro_document, stored_file, upload
from tests.factories.regions import MembershipFactory, member, region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def case() -> Case:
    return full_draft()


@pytest.fixture
def signed_in(client: Client, case: Case) -> Client:
    client.force_login(case.created_by)
    return client


def address(case: Case, key: str = "project") -> str:
    return reverse("drafting:section", args=[case.pk, key])


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def current(case: Case, key: str) -> dict[str, Any]:
    return SectionVersion.objects.get(draft_id=case.pk, section_key=key, is_current=True).content


def close(case: Case) -> None:
    """The first refused instant is now."""
    case.call.closes_at = timezone.now()
    case.call.save(update_fields=["closes_at"])


# --- Starting ------------------------------------------------------------------------------------------------------


def test_start_shows_what_the_region_has_before_the_form(signed_in: Client, case: Case) -> None:
    other = draft(call=case.call, code="12", title="Skånes egen", by=member(code="12"))
    page = text(signed_in.get(reverse("drafting:start", args=[case.call.slug])))
    assert page.index(case.title) < page.index("Börja en till")
    assert case.created_by.name in page
    assert other.title not in page


def test_start_begins_a_draft_and_goes_to_it(signed_in: Client, case: Case) -> None:
    response = signed_in.post(reverse("drafting:start", args=[case.call.slug]), {"title": "En ny", "region": "20"})
    made = Case.objects.get(title="En ny")
    assert response.headers["Location"] == reverse("drafting:overview", args=[made.pk])
    assert "En ny" in text(signed_in.get(response.headers["Location"]))


@pytest.mark.parametrize("data", [{}, {"title": "x" * 200}, {"title": ""}, {"title": "x" * 20_000}, {"title": "\x00"}])
def test_start_refuses_a_bad_name_beside_the_field(signed_in: Client, case: Case, data: dict[str, str]) -> None:
    response = signed_in.post(reverse("drafting:start", args=[case.call.slug]), data)
    assert response.status_code == 422
    assert "id_title_error" in text(response)
    assert Case.objects.count() == 1


def test_start_for_the_region_the_page_was_shown_for(client: Client) -> None:
    by, made = member(code="12"), call()
    MembershipFactory(person=by, region=region("20"))
    client.force_login(by)
    client.post(reverse("drafting:start", args=[made.slug]), {"title": "För Dalarna", "region": "20"})
    assert Case.objects.get().region_id == "20"
    client.post(reverse("drafting:start", args=[made.slug]), {"title": "Smygväg", "region": "01"})
    assert Case.objects.get(title="Smygväg").region_id == "12"


def test_start_of_a_closed_call_offers_no_form(signed_in: Client, case: Case) -> None:
    close(case)
    page = text(signed_in.get(reverse("drafting:start", args=[case.call.slug])))
    response = signed_in.post(reverse("drafting:start", args=[case.call.slug]), {"title": "Sen"})
    assert "Börja skriva" not in page
    assert response.status_code == 422
    assert "Utlysningen är inte öppen" in text(response)


# --- Seeing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["overview", "rename", "section"])
@pytest.mark.parametrize(
    ("who", "status"), [(lambda: member(code="12"), 404), (lambda: staff("case_officer", "registrar"), 403)]
)
def test_draft_of_another_region_is_not_there(client: Client, case: Case, name: str, who: Any, status: int) -> None:
    client.force_login(who())
    arguments = [case.pk, "project"] if name == "section" else [case.pk]
    assert client.get(reverse(f"drafting:{name}", args=arguments)).status_code == status
    assert client.post(reverse(f"drafting:{name}", args=arguments), {"title": "x"}).status_code in {status, 405}
    case.refresh_from_db()
    assert case.title == "Validering i hela Dalarna"


def test_overview_links_to_what_is_missing(signed_in: Client, case: Case) -> None:
    version(case, "project", {"summary": "Kort"}, number=2)
    page = text(signed_in.get(reverse("drafting:overview", args=[case.pk])))
    assert f'{address(case)}?visa=saknas#id_contact">”E-post till projektledaren” är inte besvarad.' in page
    assert "1 av 4 frågor" in page
    assert "100 dagar kvar" in page


def test_overview_of_a_closed_call_keeps_the_draft_and_tells_how_to_hand_in_late(signed_in: Client, case: Case) -> None:
    close(case)
    page = text(signed_in.get(reverse("drafting:overview", args=[case.pk])))
    section = text(signed_in.get(address(case)))
    for shown in (page, section):
        assert "Tiden har gått ut" in shown
        assert "Skicka ansökan till registrator." in shown
        assert f'<a href="/ansokningar/{case.pk}/lamna-in/">hela ansökan</a> och skriv ut den' in shown
        assert "Stängd" in shown
        for untrue in ("Sista dagen", "Stänger i dag", "lämna in den", "innan ni kan lämna in", "Kontrollera och"):
            assert untrue not in shown
    assert SECTIONS["project"]["summary"] in section


@pytest.mark.parametrize("key", [*SECTIONS, "attachments"])
def test_every_section_shows_what_is_saved_and_its_labels(signed_in: Client, case: Case, key: str) -> None:
    attachment(case, description="Avsikt")
    page = text(signed_in.get(address(case, key)))
    for control in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        if 'type="hidden"' in control:
            continue
        control_id = re.search(r'id="([^"]+)"', control)
        assert control_id, control
        assert f'for="{control_id[1]}"' in page, control
    shown = {
        "project": "karin@example.test",
        "partners": "232100-0198",
        "period": "2022-09-01",
        "activities": "Kartläggning",
        "budget": "2 000 000",
        "funding": "240 000",
        "attachments": "avsikt.pdf",
    }
    assert shown[key] in page


@pytest.mark.parametrize("query", ["?visa=saknas", "?visa=%00", "?rad=ny", "?rad=ny&rad=2&visa", "?page=abc"])
def test_section_takes_any_query(signed_in: Client, case: Case, query: str) -> None:
    for key in [*SECTIONS, "attachments"]:
        assert signed_in.get(address(case, key) + query).status_code == 200


def test_empty_sections_show_what_is_missing_only_when_asked(client: Client) -> None:
    case = draft()
    client.force_login(case.created_by)
    assert "error-summary" not in text(client.get(address(case)))
    page = text(client.get(address(case) + "?visa=saknas"))
    assert '<a href="#id_summary">”Sammanfattning” är inte besvarad.</a>' in page
    assert 'aria-describedby="id_summary_error"' in page


@pytest.mark.parametrize("key", ["nonsense", "x" * 300])
def test_section_that_is_not_there_is_404(signed_in: Client, case: Case, key: str) -> None:
    assert signed_in.get(address(case, key)).status_code == 404
    assert signed_in.post(address(case, key), {}).status_code == 404


def test_ids_beyond_any_number_are_404(signed_in: Client) -> None:
    assert signed_in.get(f"/ansokningar/{10**30}/").status_code == 404
    assert signed_in.post(f"/ansokningar/{10**30}/avsnitt/project/").status_code == 404


# --- Saving --------------------------------------------------------------------------------------------------------


def test_save_and_continue_goes_to_the_next_section(signed_in: Client, case: Case) -> None:
    response = signed_in.post(address(case), {"_version": "1", "_then": "next", "summary": "Nytt"}, follow=True)
    assert response.redirect_chain[-1] == (address(case, "partners"), 302)
    assert "Sparat." in text(response)
    assert current(case, "project")["summary"] == "Nytt"
    last = signed_in.post(address(case, "funding"), {"_version": "1", "_then": "next"}, follow=True)
    assert last.redirect_chain[-1] == (address(case, "attachments"), 302)


def test_save_of_something_wrong_keeps_it_and_shows_it(signed_in: Client, case: Case) -> None:
    data = {"_version": "1", "_then": "next", "rows-p1-org_number": "12-3", "rows-p1-share": "hälften"}
    response = signed_in.post(address(case, "partners"), data, follow=True)
    assert response.redirect_chain == [(address(case, "partners") + "?vidare=ja", 302)]
    page = text(response)
    assert 'value="12-3"' in page
    assert 'value="hälften"' in page
    assert "inte ett organisationsnummer" in page
    assert 'id="id_rows-p1-share_error"' in page


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("period", {"start_on": "2023-05-01", "end_on": "2023-02-01"}, "slutar innan det har börjat"),
        ("activities", {"rows-a1-end_on": "2025-12-31"}, "slutar utanför projektperioden"),
        ("funding", {"applied-2023": "1"}, "Summan för 2023 är 1 999 999 kronor högre än finansieringen"),
    ],
)
def test_save_and_continue_stays_where_something_contradicts(
    signed_in: Client, case: Case, key: str, typed: dict[str, str], said: str
) -> None:
    response = signed_in.post(address(case, key), {"_version": "1", "_then": "next", **typed}, follow=True)
    assert response.redirect_chain == [(address(case, key) + "?vidare=ja", 302)]
    assert said in text(response)


def test_rows_are_added_and_removed_without_a_script(signed_in: Client, case: Case) -> None:
    response = signed_in.post(
        address(case, "activities"), {"_version": "1", "_then": "add", "rows-a1-name": "Annat namn"}, follow=True
    )
    assert current(case, "activities")["rows"][0]["name"] == "Annat namn"
    new_row = re.search(r'id="new-row".*?name="(rows-[0-9a-f]+)-name"', text(response), re.DOTALL)
    assert new_row
    signed_in.post(address(case, "activities"), {"_version": "2", f"{new_row[1]}-name": "Två"})
    assert [row["name"] for row in current(case, "activities")["rows"]] == ["Annat namn", "Två"]
    signed_in.post(address(case, "activities"), {"_version": "3", "_removed": "a1"})
    assert [row["name"] for row in current(case, "activities")["rows"]] == ["Två"]


def test_stale_form_shows_both_texts_and_saves_the_choice(signed_in: Client, case: Case) -> None:
    anders = member(name="Anders Lind")
    colleague = Client()
    colleague.force_login(anders)
    colleague.post(address(case), {"_version": "1", "summary": "Anders <b>text</b>", "website": "https://a.se"})
    response = signed_in.post(address(case), {"_version": "1", "summary": "Min text", "contact": "ny@example.test"})
    page = text(response)
    assert response.status_code == 409
    assert "Anders Lind har också ändrat ”Sammanfattning”" in page
    assert "<b>text</b>" not in response.content.decode()
    for words in ("Anders", "Min", "ny@example.test", 'name="_version" value="2"', 'value="https://a.se"'):
        assert words in page
    assert current(case, "project")["contact"] == "karin@example.test"
    data = {
        "_version": "2",
        "_conflict": "summary",
        "_keep-summary": "both",
        "_theirs-summary": "Anders <b>text</b>",
        "summary": "Min text",
        "contact": "ny@example.test",
    }
    assert signed_in.post(address(case), data).status_code == 302
    assert current(case, "project") == {
        "summary": "Anders <b>text</b>\n\nMin text",
        "contact": "ny@example.test",
        "kind": "new",
        "website": "https://a.se",
    }


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Min"), ("theirs", "Deras"), ("", "Min"), ("<x>", "Min")])
def test_choice_between_two_texts(signed_in: Client, case: Case, choice: str, kept: str) -> None:
    version(case, "project", {**SECTIONS["project"], "summary": "Deras"}, number=2)
    data = {"_version": "2", "_conflict": "summary", "_keep-summary": choice, "summary": "Min"}
    signed_in.post(address(case), data)
    assert current(case, "project")["summary"] == kept


def test_conflict_with_oneself_in_another_tab_says_so(signed_in: Client, case: Case) -> None:
    signed_in.post(address(case), {"_version": "1", "kind": "more"})
    page = text(signed_in.post(address(case), {"_version": "1", "kind": ""}))
    assert "Du har också ändrat ”Slag av projekt” i ett annat fönster" in page
    assert "<mark>Fortsättning</mark>" in page


def test_conflict_in_a_grid_shows_both_amounts(signed_in: Client, case: Case) -> None:
    version(case, "budget", {"amounts": {"staff": {"2022": 5}}}, number=2, saved_by=member(name="Anders Lind"))
    response = signed_in.post(address(case, "budget"), {"_version": "1", "amounts-staff-2022": "7"})
    assert response.status_code == 409
    assert "Anders Lind har också ändrat ”Personal 2022”" in text(response)


def test_flood_keeps_what_was_typed_on_the_page(signed_in: Client, case: Case) -> None:
    response = signed_in.post(address(case), {"_version": "1", "summary": "x" * 20_001, "contact": "kvar@example.test"})
    assert response.status_code == 422
    page = text(response)
    assert "x" * 20_001 in page
    assert "kvar@example.test" in page
    assert "Vi kan spara högst 20 000 tecken" in page
    assert 'name="_version" value="1"' in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"_version": "abc"},
        {"_version": "-1", "_then": "../../"},
        {"_version": "9" * 400},
        {"_version": ["1", "2"], "kind": ["new", "more"]},
        {"_version": "1", "_conflict": ["x", "summary"], "_removed": ["", "p1", "x" * 999], "_keep-x": "both"},
        {"_version": "1", "rows-ÅÄÖ-name": "x", "rows--name": "x", "amounts-staff-": "5", "amounts": "5", "rows": "1"},
        {
            "_version": "1",
            "applied-2022": "1e309",
            "start_on": "9999-99-99",
            "amounts-staff-2022": "NaN",
            "kind": "\x00",
        },
    ],
)
@pytest.mark.parametrize("key", [*SECTIONS, "attachments"])
def test_hostile_posts_are_answered(signed_in: Client, case: Case, key: str, data: dict[str, Any]) -> None:
    response = signed_in.post(address(case, key), data)
    assert response.status_code in {302, 409, 422}
    assert signed_in.get(address(case, key)).status_code == 200


def test_submitted_while_writing_keeps_the_text_on_the_page(signed_in: Client, case: Case, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(stage="submitted", registry_number="2022-000001", arrived_at=now)
    Draft.objects.filter(pk=case.pk).update(is_open=False)
    response = signed_in.post(address(case), {"_version": "1", "summary": "Det jag skrev"})
    assert response.status_code == 409
    assert "Det jag skrev" in text(response)
    assert "Ansökan är inlämnad" in text(response)
    assert "Spara och fortsätt" not in text(response)


def test_rename_changes_the_name_and_refuses_a_blank_one(signed_in: Client, case: Case) -> None:
    there = reverse("drafting:rename", args=[case.pk])
    assert case.title in text(signed_in.get(there))
    assert signed_in.post(there, {"title": " "}).status_code == 422
    assert signed_in.post(there, {"title": "Annat"}).status_code == 302
    case.refresh_from_db()
    assert case.title == "Annat"


# --- Attachments ---------------------------------------------------------------------------------------------------


def test_file_is_added_removed_and_put_back(signed_in: Client, case: Case) -> None:
    there = reverse("drafting:add_attachment", args=[case.pk])
    for _click in range(2):
        response = signed_in.post(there, {"upload": upload()}, follow=True)
        assert "Filen är tillagd." in text(response)
    made = Attachment.objects.get()
    described = reverse("drafting:describe_attachment", args=[case.pk, made.pk])
    assert "Beskrivningen är sparad." in text(signed_in.post(described, {"description": " Avsikt "}, follow=True))
    assert "högst 150 tecken" in text(signed_in.post(described, {"description": "x" * 151}, follow=True))
    made.refresh_from_db()
    assert made.description == "Avsikt"
    signed_in.post(reverse("drafting:remove_attachment", args=[case.pk, made.pk]))
    page = text(signed_in.get(address(case, "attachments")))
    assert "Lägg tillbaka" in page
    signed_in.post(reverse("drafting:restore_attachment", args=[case.pk, made.pk]))
    assert "Lägg tillbaka" not in text(signed_in.get(address(case, "attachments")))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (EXECUTABLE, "faktura.pdf", "Den sortens fil tar vi inte emot"),
        (macro_document(), "budget.docm", "makron"),
        (bomb(), "bomb.docx", "orimligt stor"),
        (b"", "tom.pdf", "Filen är tom"),
        (EICAR, "eicar.com", "ändelsen .txt"),
        (b"<html><script>alert(1)</script></html>", "sida.txt", "Den sortens fil tar vi inte emot"),
    ],
)
def test_file_that_can_not_be_taken_is_told_beside_the_field(
    signed_in: Client, case: Case, content: bytes, name: str, words: str
) -> None:
    response = signed_in.post(reverse("drafting:add_attachment", args=[case.pk]), {"upload": upload(content, name)})
    assert response.status_code == 422
    assert f"”{name}”" in text(response)
    assert words in text(response)
    assert "id_upload_error" in text(response)
    assert not Attachment.objects.exists()


def test_file_that_is_refused_stops_no_other(signed_in: Client, case: Case) -> None:
    files = [
        upload(name="ett.pdf"),
        upload(macro_document(), "makro.docx"),
        upload(name="två.pdf"),
        upload(name="3.pdf"),
    ]
    response = signed_in.post(
        reverse("drafting:add_attachment", args=[case.pk]), {"upload": [*files, upload(name="4.pdf")]}
    )
    assert response.status_code == 422
    page = text(response)
    assert "3 filer är tillagda." in page
    assert "”makro.docx”: Filen innehåller makron" in page
    assert "”4.pdf”: Det finns redan 3 bilagor" in page
    assert [made.file.name for made in Attachment.objects.select_related("file")] == ["ett.pdf", "två.pdf", "3.pdf"]


def test_script_that_sends_a_file_is_told_in_json(signed_in: Client, case: Case) -> None:
    there, asks = reverse("drafting:add_attachment", args=[case.pk]), {"accept": "application/json"}
    response = signed_in.post(there, {"upload": upload()}, headers=asks)
    assert (response.status_code, response.json()) == (201, {"errors": []})
    response = signed_in.post(there, {"upload": upload(macro_document(), "budget.docm")}, headers=asks)
    assert response.status_code == 422
    assert response.json()["errors"][0].startswith("Filen innehåller makron")
    assert signed_in.post(there, {}, headers=asks).json() == {"errors": ["Välj en fil först."]}


@pytest.mark.parametrize("data", [{}, {"upload": "not a file"}, {"upload": "", "description": "x" * 50_000}])
def test_upload_without_a_file_is_told(signed_in: Client, case: Case, data: dict[str, str]) -> None:
    response = signed_in.post(reverse("drafting:add_attachment", args=[case.pk]), data)
    assert response.status_code == 422
    assert "Välj en fil först." in text(response)


def test_attachments_of_another_region_are_not_there(client: Client, case: Case) -> None:
    made = attachment(case, file=stored_file(by=case.created_by))
    client.force_login(member(code="12"))
    for name in ("describe_attachment", "remove_attachment", "restore_attachment"):
        assert client.post(reverse(f"drafting:{name}", args=[case.pk, made.pk])).status_code == 404
    assert client.post(reverse("drafting:add_attachment", args=[case.pk]), {"upload": upload()}).status_code == 404
    assert client.get(reverse("files:download", args=[made.file.uuid])).status_code == 404
    client.force_login(case.created_by)
    response = client.get(reverse("files:download", args=[made.file.uuid]))
    assert b"".join(response) == PDF
    response.close()


def test_staff_see_no_file_of_a_draft(client: Client, case: Case) -> None:
    made = attachment(case, file=stored_file(by=case.created_by))
    client.force_login(staff("case_officer", "registrar", "decision_maker"))
    assert client.get(reverse("files:download", args=[made.file.uuid])).status_code == 404


# --- How many queries ----------------------------------------------------------------------------------------------


def big(case: Case) -> None:
    """Twenty more versions of the section, ninety rows in another, and the files that there may be."""
    for number in range(2, 22):
        version(case, "project", {**SECTIONS["project"], "summary": f"Version {number}"}, number=number)
    version(case, "partners", {"rows": [{"id": f"p{n}", "name": "Part", "share": n} for n in range(90)]}, number=2)
    for _number in range(3):
        attachment(case, file=stored_file(by=case.created_by))
    for code in ("01", "03", "04"):
        full_draft(call=case.call, code=code, by=member(code=code))


@pytest.mark.parametrize("size", ["small", "big"])
@pytest.mark.parametrize("key", ["project", "partners", "budget", "funding", "attachments"])
def test_form_page_asks_few_queries(
    signed_in: Client, case: Case, size: str, key: str, django_assert_max_num_queries: Any
) -> None:
    if size == "big":
        big(case)
    with django_assert_max_num_queries(8):
        assert signed_in.get(address(case, key)).status_code == 200
    with django_assert_max_num_queries(8):
        assert signed_in.get(reverse("drafting:overview", args=[case.pk])).status_code == 200
    with django_assert_max_num_queries(8):
        assert signed_in.get(reverse("drafting:checklist", args=[case.pk])).status_code == 200


@pytest.mark.parametrize("size", ["small", "big"])
def test_save_asks_few_queries(signed_in: Client, case: Case, size: str, django_assert_max_num_queries: Any) -> None:
    base = 1
    if size == "big":
        big(case)
        base = 21
    with django_assert_max_num_queries(10):
        response = signed_in.post(address(case), {"_version": str(base), "summary": "Nytt", "_then": "next"})
    assert response.status_code == 302
    assert current(case, "project")["summary"] == "Nytt"


@pytest.mark.parametrize("drafts", [1, 25])
def test_start_page_asks_few_queries(
    signed_in: Client, case: Case, drafts: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(drafts):
        draft(call=case.call, title=f"Nummer {number}", by=case.created_by)
    with django_assert_max_num_queries(8):
        assert signed_in.get(reverse("drafting:start", args=[case.call.slug])).status_code == 200


def test_definition_has_every_kind_of_section() -> None:
    kinds = {section["kind"] for section in DEFINITION["sections"]}
    assert kinds == {"questions", "partners", "period", "activities", "budget", "funding", "attachments"}


def test_people_without_a_region_do_not_come_in(client: Client, case: Case) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("drafting:overview", args=[case.pk])).status_code == 403
    client.logout()
    response = client.get(reverse("drafting:overview", args=[case.pk]))
    assert response.status_code == 302

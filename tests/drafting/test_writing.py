"""What a section's page asks while somebody writes: autosave, how far it has come, who is here."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.cases.models import Case
from applications.drafting.models import Draft, SectionVersion
from tests.drafting.test_views import big
from tests.factories.drafting import SECTIONS, full_draft, version
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case() -> Case:
    return full_draft()


@pytest.fixture
def signed_in(client: Client, case: Case) -> Client:
    client.force_login(case.created_by)
    return client


def browser_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def save(client: Client, case: Case, key: str = "project", **posted: Any) -> Any:
    person = client.session["_auth_user_id"]
    data = {"_user": person, "_version": "1", "_shown": posted.get("_version", "1"), **posted}
    return client.post(reverse("drafting:autosave", args=[case.pk, key]), data)


def current(case: Case, key: str = "project") -> dict[str, Any]:
    return SectionVersion.objects.get(draft_id=case.pk, section_key=key, is_current=True).content


# --- Autosave ------------------------------------------------------------------------------------------------------


def test_autosave_saves_only_what_was_sent_and_says_when(signed_in: Client, case: Case) -> None:
    response = save(signed_in, case, summary="Nytt", contact="inte en adress")
    assert response.json() == {
        "version": 2,
        "time": "12:00",
        "faults": {"contact": "Skriv en fullständig e-postadress, till exempel namn@exempel.se."},
        "news": {},
        "keptRows": [],
    }
    assert current(case) == {"summary": "Nytt", "contact": "inte en adress", "kind": "new"}
    assert save(signed_in, case, _version="2", summary="Nytt").json()["version"] == 2


def test_autosave_tells_what_colleagues_wrote_in_other_fields(signed_in: Client, case: Case) -> None:
    save(browser_of(member(name="Anders Lind")), case, website="a.se", kind="")
    answer = save(signed_in, case, summary="Mitt").json()
    assert answer["news"] == {"website": "a.se", "kind": ""}
    assert answer["version"] == 3
    # What the page has been told it is not told again.
    assert save(signed_in, case, _version="3", summary="Mitt!").json()["news"] == {}


def test_autosave_on_an_older_version_than_the_page_shows(signed_in: Client, case: Case) -> None:
    """A field whose edit is older than what the page has learnt since is merged on the version it was made on."""
    save(browser_of(member()), case, summary="Deras")
    answer = save(signed_in, case, _version="1", _shown="2", summary="Mitt")
    assert answer.status_code == 409
    assert save(signed_in, case, _version="1", _shown="2", contact="b@example.test").json()["news"] == {}


def test_autosave_of_rows_tells_of_rows_that_came_went_and_stayed(signed_in: Client, case: Case) -> None:
    colleague = browser_of(member())
    save(colleague, case, "partners", **{"rows-b2-name": "Länet", "rows-b2-share": "5000", "rows-p1-role": "Leder"})
    answer = save(signed_in, case, "partners", _removed="p1").json()
    assert answer["keptRows"] == ["p1"]
    assert answer["news"]["rows-b2-share"] == "5\u00a0000"
    assert answer["news"]["rows-p1-role"] == "Leder"
    assert answer["news"]["rows-p1-name"] == "Region Gävleborg"
    save(colleague, case, "partners", _version="2", _removed="p1")
    gone = save(signed_in, case, "partners", _version="2", **{"rows-b2-name": "Länet!"}).json()["news"]
    assert gone["rows-p1-name"] == ""


def test_autosave_of_the_same_field_shows_both_texts_and_saves_nothing(signed_in: Client, case: Case) -> None:
    save(browser_of(member(name="Anders Lind")), case, summary="Anders <b>text</b>")
    response = save(signed_in, case, summary="Min text", contact="ny@example.test")
    answer = response.json()
    assert response.status_code == 409
    assert answer["version"] == 2
    assert answer["conflicts"]["summary"]["theirs"] == "Anders <b>text</b>"
    shown = answer["conflicts"]["summary"]["html"]
    assert "Anders Lind har också ändrat ”Sammanfattning”" in shown
    assert "Ta det Anders Lind skrev" in shown
    assert "<b>" not in shown
    assert current(case)["contact"] == "karin@example.test"
    assert save(signed_in, case, _version="2", summary="Min text").json()["version"] == 3


def test_autosave_of_a_flood_says_so_by_field(signed_in: Client, case: Case) -> None:
    response = save(signed_in, case, summary="x" * 20_001, contact="ny@example.test")
    assert response.status_code == 422
    assert list(response.json()["faults"]) == ["summary"]
    assert response.json()["words"] == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case: Draft.objects.filter(pk=case.pk).update(is_open=False), "Ansökan är inlämnad"),
        (lambda case: Draft.objects.filter(pk=case.pk).update(open_sections=["budget"]), "ingår inte i det"),
        (lambda case: Case.objects.filter(pk=case.pk).update(discarded_at=timezone.now()), "har tagit bort utkastet"),
    ],
)
def test_autosave_where_it_is_shut_says_why(signed_in: Client, case: Case, change: Any, words: str) -> None:
    change(case)
    response = save(signed_in, case, summary="Mitt")
    assert response.status_code == 422
    assert words in response.json()["words"]
    assert current(case) == SECTIONS["project"]


def test_autosave_by_a_reader_is_refused_in_words(client: Client, case: Case) -> None:
    client.force_login(member("reader"))
    response = save(client, case, summary="Mitt")
    assert response.status_code == 403
    assert "får skriva för regionen" in response.json()["words"]


def test_autosave_of_another_persons_page_is_not_taken(signed_in: Client, case: Case) -> None:
    """A colleague has signed in since, in the same browser."""
    response = save(signed_in, case, _user=str(member().pk), summary="Någon annans")
    assert response.status_code == 401
    assert current(case) == SECTIONS["project"]


def test_autosave_of_nobody_leads_to_sign_in(client: Client, case: Case) -> None:
    response = client.post(reverse("drafting:autosave", args=[case.pk, "project"]), {"summary": "x"})
    assert response.status_code == 302
    assert "unsent" not in client.session


def test_autosave_of_another_region_or_section_is_not_there(client: Client, case: Case) -> None:
    client.force_login(member(code="12"))
    assert save(client, case, summary="x").status_code == 404
    client.force_login(case.created_by)
    assert save(client, case, "nonsense", summary="x").status_code == 404


@pytest.mark.parametrize(
    "data", [{"_shown": "abc"}, {"_shown": "9" * 40}, {"_version": "7", "_shown": "8"}, {"_removed": "x" * 99}]
)
def test_autosave_takes_any_numbers(signed_in: Client, case: Case, data: dict[str, str]) -> None:
    assert save(signed_in, case, **data).status_code == 200


@pytest.mark.parametrize("size", ["small", "big"])
def test_autosave_asks_few_queries(
    signed_in: Client, case: Case, size: str, django_assert_max_num_queries: Any
) -> None:
    base = 1
    if size == "big":
        big(case)
        base = 21
    there = reverse("drafting:autosave", args=[case.pk, "project"])
    data = {"_user": str(case.created_by_id), "_version": str(base), "_shown": str(base), "summary": "Nytt"}
    with django_assert_max_num_queries(10):  # with a savepoint where there is a transaction outside the tests
        response = signed_in.post(there, data)
    assert response.json()["version"] == base + 1


# --- How far it has come --------------------------------------------------------------------------------------------


def test_list_of_sections_says_what_the_last_save_left_to_do(
    signed_in: Client, case: Case, django_assert_max_num_queries: Any
) -> None:
    there = reverse("drafting:states", args=[case.pk, "project"])
    assert "Allt är ifyllt" in signed_in.get(there).text
    save(signed_in, case, summary="")
    with django_assert_max_num_queries(8):
        text = signed_in.get(there).text
    assert "1 sak saknas" in text
    assert 'href="#id_summary"' in text
    assert "<form" not in text


# --- Who is here ---------------------------------------------------------------------------------------------------


def ask(client: Client, case: Case, section: str = "project", **posted: str) -> Any:
    return client.post(reverse("drafting:presence", args=[case.pk]), {"section": section, **posted})


def test_people_see_who_else_is_in_the_draft(signed_in: Client, case: Case, clock: Any) -> None:
    karin = browser_of(member(name="Karin Maria Lind"))
    assert ask(karin, case, writes="1", version="4").json() == {"people": []}
    expected = {"name": "Karin Maria Lind", "initials": "KL", "section": "project", "writes": True, "version": 4}
    assert ask(signed_in, case, "budget").json() == {"people": [expected]}
    assert [person["section"] for person in ask(karin, case, section="").json()["people"]] == ["budget"]
    assert ask(signed_in, case).json() == {"people": []}  # Karin has left
    ask(karin, case)
    clock.shift(timedelta(seconds=41))
    assert ask(signed_in, case).json() == {"people": []}


def test_saving_says_that_one_is_writing(signed_in: Client, case: Case) -> None:
    save(browser_of(member(name="Karin Lind")), case, summary="Nytt")
    [karin] = ask(signed_in, case).json()["people"]
    assert (karin["writes"], karin["version"]) == (True, 2)


def test_presence_is_the_regions_own(client: Client, case: Case) -> None:
    ask(browser_of(case.created_by), case)
    client.force_login(member(code="12"))
    assert ask(client, case).status_code == 404
    client.force_login(member("reader"))
    assert len(ask(client, case, section="").json()["people"]) == 1


def test_presence_asks_three_queries(signed_in: Client, case: Case, django_assert_max_num_queries: Any) -> None:
    ask(signed_in, case)
    with django_assert_max_num_queries(3):
        ask(signed_in, case)


def test_writing_goes_on_when_the_cache_is_away(signed_in: Client, case: Case, monkeypatch: Any) -> None:
    def is_away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("the cache is away")

    monkeypatch.setattr(cache, "get", is_away)
    monkeypatch.setattr(cache, "set", is_away)
    assert save(signed_in, case, summary="Nytt").json()["version"] == 2
    assert ask(signed_in, case).json() == {"people": []}


def test_answers_are_json_that_says_nothing_of_others(signed_in: Client, case: Case) -> None:
    assert set(json.loads(save(signed_in, case, summary="x").content)) == {
        "version",
        "time",
        "faults",
        "news",
        "keptRows",
    }


# --- Versions ------------------------------------------------------------------------------------------------------


def history(case: Case, key: str = "project") -> str:
    return reverse("drafting:history", args=[case.pk, key])


def one(case: Case, number: int, name: str = "version") -> str:
    return reverse(f"drafting:{name}", args=[case.pk, "project", number])


def page(response: Any) -> str:
    return str(response.content.decode().replace("\u00a0", " "))


def test_saves_close_in_time_are_one_line(signed_in: Client, case: Case, now: datetime) -> None:
    anders = member(name="Anders Lind")
    for number, (minute, by) in enumerate(
        [(0, anders), (1, anders), (9, anders), (10, case.created_by), (30, anders), (31, anders)], start=2
    ):
        content = {**SECTIONS["project"], "summary": f"Text {number}"}
        version(case, "project", content, number, saved_by=by, saved_at=now + timedelta(minutes=minute))
    shown = page(signed_in.get(history(case)))
    assert shown.count("<small>") >= 4
    assert [f"/versioner/{end}/?fran={since}" in shown for end, since in [(7, 5), (5, 4), (4, 1), (1, 0)]] == [True] * 4
    assert "/versioner/6/" not in shown
    assert "skrev från 12:00" in shown
    seen = page(signed_in.get(one(case, 4) + "?fran=1"))
    assert "<ins>" in seen
    assert "Version 4" in seen
    assert "Föregående version" in seen


def test_version_shows_the_difference_word_by_word(signed_in: Client, case: Case) -> None:
    save(signed_in, case, summary="Vi bygger två ingångar <i>till</i> validering i hela länet.")
    shown = page(signed_in.get(one(case, 2)))
    assert "en gemensam ingång</del>" in " ".join(shown.split()) or "en gemensam ingång " in shown
    assert "<i>" not in shown
    assert "Vi bygger " in shown
    assert "Gäller nu" in shown
    assert "Ta tillbaka" not in shown


def test_version_is_brought_back_as_a_new_one(signed_in: Client, case: Case) -> None:
    save(signed_in, case, summary="Sämre")
    response = signed_in.post(one(case, 1, "restore_version"), {"seen": "2"}, follow=True)
    assert "Versionen är tillbaka" in page(response)
    assert current(case) == SECTIONS["project"]
    made = SectionVersion.objects.get(draft_id=case.pk, section_key="project", is_current=True)
    assert (made.number, made.brings_back) == (3, 1)
    shown = page(signed_in.get(history(case)))
    assert "tog tillbaka version 1" in shown
    assert "/versioner/2/?fran=1" in shown
    again = signed_in.post(one(case, 1, "restore_version"), {"seen": "3"}, follow=True)
    assert again.status_code == 200
    assert SectionVersion.objects.filter(draft_id=case.pk, section_key="project").count() == 3


@pytest.mark.parametrize("seen", ["", "1", "x", "99"])
def test_bringing_back_overwrites_nothing_unseen(signed_in: Client, case: Case, seen: str) -> None:
    save(browser_of(member()), case, summary="Kollegans nya")
    response = signed_in.post(one(case, 1, "restore_version"), {"seen": seen}, follow=True)
    assert "Någon har sparat i avsnittet" in page(response)
    assert current(case)["summary"] == "Kollegans nya"


def test_readers_look_and_do_not_bring_back(client: Client, case: Case) -> None:
    save(browser_of(case.created_by), case, summary="Ny")
    client.force_login(member("reader"))
    assert "Ta tillbaka" not in page(client.get(one(case, 1)))
    assert client.get(history(case)).status_code == 200
    assert client.post(one(case, 1, "restore_version"), {"seen": "2"}).status_code == 403


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_version_that_is_not_there_is_404(signed_in: Client, case: Case, number: int) -> None:
    assert signed_in.get(one(case, number)).status_code == 404
    assert signed_in.post(one(case, number, "restore_version"), {"seen": "1"}).status_code == 404


@pytest.mark.parametrize("query", ["?fran=99", "?fran=x", "?fran=-1", "?fran=1", "?fran=" + "9" * 50])
def test_version_takes_any_other_to_compare_with(signed_in: Client, case: Case, query: str) -> None:
    save(signed_in, case, summary="Ny")
    assert signed_in.get(one(case, 2) + query).status_code == 200


@pytest.mark.parametrize("key", [*SECTIONS, "attachments"])
def test_every_section_has_a_history(signed_in: Client, case: Case, key: str) -> None:
    assert signed_in.get(history(case, key) + "?page=x").status_code == 200
    status = 404 if key == "attachments" else 200
    assert signed_in.get(reverse("drafting:version", args=[case.pk, key, 1])).status_code == status


@pytest.mark.parametrize("versions", [1, 45])
def test_history_asks_few_queries(
    signed_in: Client, case: Case, versions: int, now: datetime, django_assert_max_num_queries: Any
) -> None:
    people = [member(), case.created_by]
    for number in range(2, versions + 1):
        content = {"summary": f"Text {number}"}
        version(case, "project", content, number, saved_by=people[number % 2], saved_at=now + timedelta(minutes=number))
    with django_assert_max_num_queries(10):
        shown = page(signed_in.get(history(case)))
    assert ("Nästa" in shown) == (versions > 10)
    with django_assert_max_num_queries(8):
        signed_in.get(one(case, versions))

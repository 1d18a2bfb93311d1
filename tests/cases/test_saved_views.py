"""A person's own names for filters of the work list."""

import pytest
from django.core.exceptions import ValidationError

from applications.cases.actions import rename_view, save_view
from applications.cases.actions.saved_views import MOST_VIEWS
from applications.cases.models import SavedView
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = staff("case_officer")
    client.force_login(person)
    return person


def test_view_is_saved_found_renamed_and_removed(client, officer):
    filters = "region=20&flag=late&q=%C3%A4lv"
    answer = client.post("/arenden/vyer/spara/", {"name": "  Sena   i Dalarna ", "query": filters})
    assert (answer.status_code, answer.url) == (302, f"/arbetslista/?{filters}")
    page = client.get(answer.url).text
    assert "Vyn ”Sena i Dalarna” är sparad." in page
    assert '?region=20&amp;flag=late&amp;q=%C3%A4lv" aria-current="page">Sena i Dalarna</a>' in page
    view = SavedView.objects.get(person=officer)
    assert "Sena i Dalarna" in client.get("/arenden/vyer/").text
    client.post(f"/arenden/vyer/{view.pk}/", {"name": "Dalarna"})
    assert SavedView.objects.get().name == "Dalarna"
    assert "Vyn ”Dalarna” är borttagen" in client.post(f"/arenden/vyer/{view.pk}/ta-bort/", follow=True).text
    assert not SavedView.objects.exists()
    assert "Du har inga vyer" in client.get("/arenden/vyer/").text


def test_views_are_their_persons_alone(client, officer, now):
    theirs = save_view(name="Hemlig", query="q=x", by=staff("registrar"), at=now)
    assert "Hemlig" not in client.get("/arenden/vyer/").text
    assert "Hemlig" not in client.get("/arbetslista/").text
    assert client.post(f"/arenden/vyer/{theirs.pk}/", {"name": "Min"}).status_code == 404
    assert client.post(f"/arenden/vyer/{theirs.pk}/", {"name": ""}).status_code == 404
    assert client.post(f"/arenden/vyer/{theirs.pk}/ta-bort/").status_code == 404
    save_view(name="Hemlig", query="", by=officer, at=now)


def test_name_is_needed_and_taken_once(client, officer, now):
    save_view(name="Mina", query="", by=officer, at=now)
    other = save_view(name="Andra", query="tab=mine", by=officer, at=now)
    for name in ("mina", "  "):
        with pytest.raises(ValidationError):
            save_view(name=name, query="", by=officer, at=now)
        with pytest.raises(ValidationError):
            rename_view(view_id=other.pk, name=name, by=officer)
    answer = client.post("/arenden/vyer/spara/", {"name": "MINA", "query": "tab=new"})
    assert answer.status_code == 422
    assert "Du har redan en vy med det namnet" in answer.text
    assert 'value="tab=new"' in answer.text
    assert client.post(f"/arenden/vyer/{other.pk}/", {"name": "Mina"}).status_code == 422
    assert rename_view(view_id=other.pk, name="ANDRA", by=officer).name == "ANDRA"


def test_list_of_views_has_an_end(officer, now):
    for number in range(MOST_VIEWS):
        save_view(name=f"Vy {number}", query="", by=officer, at=now)
    with pytest.raises(ValidationError, match="redan 20 vyer"):
        save_view(name="En till", query="", by=officer, at=now)


def test_filters_that_are_no_address_are_only_text(client, officer):
    client.post("/arenden/vyer/spara/", {"name": "Ond", "query": '"><script>alert(1)</script>'})
    page = client.get("/arbetslista/").text
    assert "<script>alert" not in page
    assert client.post("/arenden/vyer/spara/", {"name": "Lång", "query": "x" * 1001}).status_code == 422

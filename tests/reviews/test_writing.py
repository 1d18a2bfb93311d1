"""An assessment is saved while it is written, and two windows don't overwrite each other unseen."""

import pytest
from django.urls import reverse

from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.reviews import actions
from applications.reviews.actions import ChangedElsewhere, Given
from applications.reviews.models import Assessment
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, no_conflict, submitted_case

pytestmark = pytest.mark.django_db
FULL = {"structure": Given(4, "Bra."), "costs": Given(3, "Rimliga.")}


@pytest.fixture
def case() -> Case:
    return submitted_case(Stage.ASSESSING, officer=staff("case_officer", name="Sara Nyberg"))


def autosaved(client, case, person=None, *, seen=0, shown=None, **fields):
    client.force_login(person or case.officer)
    posted = {"_version": seen, "_shown": seen if shown is None else shown, **fields}
    return client.post(reverse("reviews:autosave", args=[case.pk]), posted)


def fields(case):
    return actions.keeping.fields_of(Assessment.objects.get(case=case))


def test_fields_are_saved_one_by_one_and_nothing_is_logged_or_handed_in(client, case):
    answer = autosaved(client, case, points_costs="3")
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    answer = autosaved(client, case, seen=1, comment_costs="Rimliga.\nTror jag.")
    assert answer.json()["version"] == 2
    assert answer.json()["news"] == {}
    assert len(answer.json()["time"]) == 5

    assert fields(case)["points_costs"] == 3
    assert fields(case)["comment_costs"] == "Rimliga.\nTror jag."
    assert Assessment.objects.get().handed_in_at is None
    assert not AuditEntry.objects.filter(subject=case.audit_subject).exists()


def test_points_can_be_taken_away_again(client, case):
    autosaved(client, case, points_costs="3", summary="Hm.")
    autosaved(client, case, seen=1, points_costs="", summary="")

    assert (fields(case)["points_costs"], fields(case)["summary"]) == (None, "")


def test_same_save_twice_is_one_version(client, case):
    first = autosaved(client, case, summary="Bra.")

    assert autosaved(client, case, summary="Bra.").json()["version"] == first.json()["version"] == 1


def test_windows_in_different_fields_get_each_others_news(client, case):
    autosaved(client, case, summary="Första fönstret.")
    answer = autosaved(client, case, comment_costs="Andra fönstret.")

    assert answer.json()["news"] == {"summary": "Första fönstret."}
    assert fields(case)["summary"] == "Första fönstret."


def test_windows_in_the_same_field_are_shown_both_texts_and_nothing_is_saved(client, case):
    autosaved(client, case, summary="Första fönstret.")
    answer = autosaved(client, case, summary="Andra fönstret.", points_costs="2")

    assert answer.status_code == 409
    conflict = answer.json()["conflicts"]["summary"]
    assert conflict["theirs"] == "Första fönstret."
    assert "Du har också ändrat ”Samlad bedömning” i ett annat fönster" in conflict["html"]
    assert 'data-choose="mine"' in conflict["html"]
    assert fields(case).get("points_costs") is None
    again = autosaved(client, case, seen=answer.json()["version"], summary="Andra fönstret.")
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("given", "field"), [({"points_costs": "9"}, "points_costs"), ({"summary": "x" * 10_001}, "summary")]
)
def test_what_cannot_be_saved_is_said_by_its_field(client, case, given, field):
    answer = autosaved(client, case, **given)

    assert answer.status_code == 422
    assert field in answer.json()["faults"]


def test_handed_in_assessment_is_not_changed_by_the_way(client, case, now):
    actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="Bra.", by=case.officer, at=now)

    answer = autosaved(client, case, seen=9, summary="Ändrat.")

    assert answer.status_code == 422
    assert "redan lämnat" in answer.json()["words"]
    assert fields(case)["summary"] == "Bra."


def test_nobody_saves_in_anothers_assessment_or_where_they_were_not_asked(client, case):
    assessor, decider = staff("assessor"), staff("decision_maker")
    no_conflict(case, assessor, decider)
    Assessor.objects.create(case=case, person=assessor, asked_at=ARRIVED)
    autosaved(client, case, summary="Min.")
    answer = autosaved(client, case, assessor, summary="Din.")

    assert answer.json()["news"] == {}
    assert Assessment.objects.count() == 2
    assert Assessment.objects.get(assessor=case.officer).summary == "Min."
    assert autosaved(client, case, decider, summary="Ingen.").status_code == 403
    assert autosaved(client, case, summary="x", _user="0").status_code == 401


def test_others_see_nothing_of_what_is_saved_but_not_handed_in(client, case):
    assessor = staff("assessor")
    no_conflict(case, assessor)
    Assessor.objects.create(case=case, person=assessor, asked_at=ARRIVED)
    autosaved(client, case, summary="Halvfärdig hemlighet.")

    client.force_login(assessor)
    assert "Halvfärdig" not in client.get(reverse("reviews:assess", args=[case.pk])).content.decode()
    no_conflict(case, decider := staff("decision_maker"))
    client.force_login(decider)
    assert "Halvfärdig" not in client.get(reverse("reviews:assess", args=[case.pk])).content.decode()


def test_button_without_script_says_what_the_other_window_wrote_and_takes_it_the_second_time(client, case):
    url = reverse("reviews:assess", args=[case.pk])
    autosaved(client, case, summary="Första fönstret.")
    posted = {"_version": "0", "_then": "save", "summary": "Andra fönstret."}

    page = client.post(url, posted)
    text = page.content.decode()
    assert page.status_code == 422
    assert "i ett annat fönster" in text
    assert "”Första fönstret.”" in text
    assert "Andra fönstret." in text
    assert '<input type="hidden" name="_version" value="1">' in text
    assert fields(case)["summary"] == "Första fönstret."

    assert client.post(url, {**posted, "_version": "1"}).status_code == 302
    assert fields(case)["summary"] == "Andra fönstret."


def test_hand_in_on_an_old_page_overwrites_nothing(case, now):
    actions.save_assessment(case_id=case.pk, scores={}, summary="Nyare.", by=case.officer, at=now)

    with pytest.raises(ChangedElsewhere):
        actions.hand_in_assessment(
            case_id=case.pk, scores=FULL, summary="Äldre.", seen_version=0, by=case.officer, at=now
        )
    assert Assessment.objects.get().handed_in_at is None


def test_page_saves_by_itself_until_it_is_handed_in(client, case, now):
    url = reverse("reviews:assess", args=[case.pk])
    client.force_login(case.officer)
    page = client.get(url).content.decode()
    assert f'data-autosave="{reverse("reviews:autosave", args=[case.pk])}"' in page
    assert "js/drafting/autosave.js" in page

    actions.hand_in_assessment(case_id=case.pk, scores=FULL, summary="Bra.", by=case.officer, at=now)
    assert "data-autosave" not in client.get(url, {"andra": "1"}).content.decode()

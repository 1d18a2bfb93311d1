"""Nobody who is still to assess a case is told what others gave, by any way; and officers judge before they agree."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import applications.reviews.actions
from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.reviews.actions import Given
from applications.reviews.models import Note
from tests.factories.accounts import staff
from tests.factories.cases import ARRIVED, no_conflict, submitted_case
from tests.factories.reviews import HANDED_IN, assessment
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    made = submitted_case(stage=Stage.ASSESSING, officer=staff("case_officer"))
    submission(made)
    return made


def asked(case, **fields):
    person = staff("assessor", **fields)
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    no_conflict(case, person)
    return person


def test_notes_of_others_wait_for_who_is_still_to_assess(case):
    late, reader = asked(case), staff("decision_maker")
    no_conflict(case, reader)
    Note.objects.create(case=case, text="Bo gav bara tvåor.", written_by=reader, written_at=HANDED_IN)
    own = Note.objects.create(case=case, text="Min egen.", written_by=late, written_at=HANDED_IN)

    assert set(Note.objects.visible_to(late)) == {own}
    assert Note.objects.visible_to(reader).count() == 2
    assessment(case, late)
    assert Note.objects.visible_to(late).count() == 2


@pytest.mark.parametrize("page", ["reviews:assess", "reviews:notes", "desk:case", "desk:history", "decisions:case"])
def test_pages_of_the_case_tell_nothing_to_who_is_still_to_assess(case, page, client):
    other = asked(case)
    given = assessment(case, other, points=2)
    given.scores.update(comment="Hemligt omdöme.")
    given.summary = "Hemlig sammanfattning."
    given.save()
    applications.reviews.actions.hand_in_assessment(
        case_id=case.pk,
        scores={key: Given(2, "Hemligt omdöme.") for key in ("structure", "costs")},
        summary="Hemlig sammanfattning.",
        by=other,
        at=HANDED_IN,
    )
    for person in (case.officer, asked(case)):
        client.force_login(person)
        text = client.get(reverse(page, args=[case.pk])).content.decode()
        assert "Hemlig" not in text
        assert "2,0" not in text


def test_agree_is_refused_to_an_officer_who_has_not_judged(case, client):
    assessment(case, asked(case))
    given = {"structure": Given(5, "Tydligt."), "costs": Given(3, "Dyrt.")}

    with pytest.raises(ValidationError) as refused:
        applications.reviews.actions.agree_on_scores(
            case_id=case.pk, scores=given, summary="Bra.", seen_number=0, by=case.officer, at=HANDED_IN
        )

    assert refused.value.code == "own_first"

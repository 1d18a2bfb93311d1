"""What assessors agree on after each has judged alone, and the total that a case stands on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

import applications.reviews.actions
from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.reviews.actions import Given
from applications.reviews.models import Consensus
from applications.reviews.queries import still_to_hand_in
from applications.reviews.scoring import Scored, spread_of, weighted_total
from applications.reviews.standing import standing_scores, standing_total, standing_totals
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.regions import member
from tests.factories.reviews import HANDED_IN, assessment
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
actions = applications.reviews.actions
AGREED = {"structure": Given(4, "Tydlig efter samtal."), "costs": Given(2, "Höga.")}


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def case(officer):
    made = submitted_case(stage=Stage.ASSESSING, officer=officer)
    submission(made)
    return made


def asked(case: Case, name: str = "Per Holm"):
    person = staff("assessor", name=name)
    no_conflict(case, person)
    Assessor.objects.create(case=case, person=person, asked_at=HANDED_IN)
    return person


def agree(case, officer, at, **fields):
    values = {"scores": AGREED, "summary": "Vi är överens.", "seen_number": 0, **fields}
    return actions.agree_on_scores(case_id=case.pk, by=officer, at=at, **values)


def test_agreed_scores_are_kept_with_their_reasons_and_logged(case, officer, now):
    assessment(case, officer)

    consensus = agree(case, officer, now)

    assert [(score.criterion.key, score.points, score.comment) for score in consensus.scores.all()] == [
        ("structure", 4, "Tydlig efter samtal."),
        ("costs", 2, "Höga."),
    ]
    entry = AuditEntry.objects.filter(subject=case.audit_subject).last()
    assert (entry.event, entry.details.content["scores"]["costs"]["points"]) == ("scores_agreed", 2)


def test_changing_what_was_agreed_is_a_new_version_and_the_old_one_stays(case, officer, now):
    assessment(case, officer)
    agree(case, officer, now)
    agree(case, officer, now + timedelta(hours=1), seen_number=1, scores=AGREED | {"costs": Given(3, "Rimliga ändå.")})

    assert list(case.consensuses.values_list("number", flat=True)) == [2, 1]
    assert Consensus.objects.standing().get().number == 2
    assert AuditEntry.objects.filter(subject=case.audit_subject).last().event == "agreed_scores_changed"


def test_change_of_something_not_seen_is_refused(case, officer, now):
    assessment(case, officer)
    agree(case, officer, now)
    with pytest.raises(ValidationError, match="har ändrats sedan"):
        agree(case, officer, now)
    assert case.consensuses.count() == 1


def test_who_was_asked_and_has_not_handed_in_is_waited_for_or_it_is_said_why(case, officer, now):
    assessment(case, officer)
    late = asked(case)
    assert still_to_hand_in(case) == [late]
    with pytest.raises(ValidationError, match="Per Holm har inte lämnat") as refused:
        agree(case, officer, now)
    assert list(refused.value.message_dict) == ["not_waited_for"]

    assert agree(case, officer, now, not_waited_for="Sjuk.").not_waited_for == "Sjuk."


def test_who_has_a_conflict_of_interest_is_not_waited_for(case, officer, now):
    assessment(case, officer)
    person = staff("assessor")
    Assessor.objects.create(case=case, person=person, asked_at=HANDED_IN)
    conflict(case, person)
    assert agree(case, officer, now)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"scores": {"structure": Given(4, "Ja")}}, ["points_costs", "comment_costs"]),
        ({"scores": AGREED | {"costs": Given(9, "Nio")}}, ["points_costs"]),
        ({"summary": " "}, ["summary"]),
    ],
)
def test_agreeing_needs_points_and_reasons_for_every_criterion(case, officer, now, wrong, fields):
    assessment(case, officer)
    with pytest.raises(ValidationError) as refused:
        agree(case, officer, now, **wrong)
    assert list(refused.value.message_dict) == fields
    assert not Consensus.objects.exists()


def test_nothing_is_agreed_on_before_anybody_has_handed_in(case, officer, now):
    with pytest.raises(ValidationError, match="inget att enas om"):
        agree(case, officer, now)


def test_others_than_the_officer_do_not_write_what_was_agreed(case, officer, now):
    assessment(case, officer)
    with pytest.raises(PermissionDenied):
        agree(case, asked(case), now)


def test_total_that_a_case_stands_on_is_the_mean_until_something_is_agreed(case, officer, now):
    assert standing_total(case) is None
    assessment(case, officer, points=5)
    assessment(case, asked(case), points=4)
    assert standing_total(case) == Decimal("4.5")
    assert [(str(s.points), s.is_agreed) for s in standing_scores(case)] == [("4.5", False), ("4.5", False)]

    agree(case, officer, now)

    assert standing_total(case) == Decimal("3.2")
    assert [(s.points, s.comment, s.is_agreed) for s in standing_scores(case)] == [
        (4, "Tydlig efter samtal.", True),
        (2, "Höga.", True),
    ]


@pytest.mark.parametrize("number", [2, 12])
def test_totals_of_many_cases_take_two_queries(number, officer, now, django_assert_num_queries):
    cases = [submitted_case(stage=Stage.ASSESSING, officer=officer, call=make_call()) for _number in range(number)]
    for case in cases:
        assessment(case, officer)
    agree(cases[0], officer, now)
    with django_assert_num_queries(2):
        totals = standing_totals([case.pk for case in cases])
    assert totals[cases[0].pk] == Decimal("3.2")
    assert set(totals.values()) <= {Decimal("3.2"), Decimal("4.0")}


@given(st.lists(st.integers(1, 10), min_size=2, max_size=9))
def test_spread_holds_every_point_given(points):
    spread = spread_of(points, 10)
    assert spread.lowest <= spread.mean <= spread.highest
    assert all(spread.lowest <= each <= spread.highest for each in points)


@given(st.integers(1, 10), st.integers(2, 10), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_same_points_everywhere_weigh_the_same_whatever_the_weights(points, highest, weights):
    scored = [Scored(min(points, highest), highest, weight) for weight in weights]
    assert weighted_total(scored) == weighted_total(scored[:1])


def address(case):
    return reverse("reviews:agree", args=[case.pk])


def test_page_shows_what_each_gave_and_the_spread_and_keeps_what_was_typed(case, officer, client):
    assessment(case, officer, points=5)
    assessment(case, asked(case), points=1)
    client.force_login(officer)
    page = client.get(address(case)).content.decode()
    assert "Per Holm: 1 av 5" in page
    assert "Från 1 till 5, i medeltal 3.0" in page or "Från 1 till 5, i medeltal 3,0" in page
    assert "Stor spridning" in page

    typed = {"points_structure": "4", "comment_structure": "Efter samtal.", "seen_number": "0"}
    refused = client.post(address(case), typed)

    assert refused.status_code == 422
    assert "Efter samtal." in refused.content.decode()


def test_page_says_it_short_when_all_gave_the_same(case, officer, client):
    for person in (officer, asked(case)):
        assessment(case, person, points=4)
    client.force_login(officer)
    page = client.get(address(case)).content.decode()
    assert "Alla gav 4." in page
    assert "Från 4 till 4" not in page


def test_page_agrees_and_the_assessments_show_it(case, officer, client):
    assessment(case, officer)
    client.force_login(officer)
    typed = {f"{what}_{key}": "4" for what in ("points", "comment") for key in ("structure", "costs")}
    typed |= {"points_costs": "2", "summary": "C", "seen_number": "0"}
    page = client.post(address(case), typed, follow=True).content.decode()
    assert "<strong>3,2 av 5</strong> i den gemensamma bedömningen" in page


def test_agreed_scores_are_hidden_from_the_region_and_from_one_who_is_still_to_assess(case, officer, client, now):
    assessment(case, officer)
    late = asked(case)
    agree(case, officer, now, not_waited_for="Hann inte.")
    assert Consensus.objects.visible_to(officer).exists()
    assert not Consensus.objects.visible_to(late).exists()
    assert not Consensus.objects.visible_to(member("signatory", code=case.region_id)).exists()
    client.force_login(late)
    page = client.get(reverse("reviews:assess", args=[case.pk])).content.decode()
    assert "Tydlig efter samtal." not in page
    history = client.get(reverse("desk:history", args=[case.pk])).content.decode()
    assert "Tydlig efter samtal." not in history
    assert "Hann inte." not in history

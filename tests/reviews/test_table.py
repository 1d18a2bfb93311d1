import random

import pytest
from django.urls import reverse

from applications.cases.models import Assessor
from applications.cases.states import Stage
from applications.reviews.actions import Given, agree_on_scores
from applications.reviews.models import Score
from applications.reviews.table import assessment_table
from tests.factories.accounts import staff
from tests.factories.calls import call as make_call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.reviews import HANDED_IN, assessment

pytestmark = pytest.mark.django_db
AGREED = {"structure": Given(4, "A"), "costs": Given(4, "B")}


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


def asked(case, name="Per Holm"):
    person = staff("assessor", name=name)
    no_conflict(case, person)
    Assessor.objects.create(case=case, person=person, asked_at=HANDED_IN)
    return person


def rows(user, **asked_for):
    return assessment_table(user, **{"call_slug": "", "order": "", "page": "", **asked_for}).rows


def in_words(row):
    return [(one.name, str(one.total)) for one in row.given], str(row.spread), str(row.mean), str(row.agreed)


def test_table_shows_each_total_the_spread_and_what_is_agreed(officer, now):
    case = submitted_case(stage=Stage.ASSESSING, officer=officer)
    per, eva = asked(case), asked(case, "Eva Ek")
    assessment(case, officer, points=5)
    assessment(case, per, points=2)
    (row,) = rows(officer)
    assert in_words(row) == ([("Sara Nyberg", "5.0"), ("Per Holm", "2.0")], "3.0", "3.5", "None")
    assert row.still_to_come == ["Eva Ek"]

    agree_on_scores(
        case_id=case.pk, scores=AGREED, summary="C", not_waited_for="Sjuk.", seen_number=0, by=officer, at=now
    )
    assert str(rows(officer)[0].agreed) == "4.0"
    (blind,) = rows(eva)
    assert in_words(blind) == ([], "None", "None", "None")


def test_table_keeps_out_what_a_reader_may_not_see(officer):
    case, other = (submitted_case(stage=Stage.ASSESSING, officer=officer) for _number in range(2))
    registrar = staff("registrar")
    conflict(case, registrar)
    no_conflict(other, registrar)
    assert [row.case for row in rows(registrar)] == [other]
    assert [row.case for row in rows(asked(case))] == [case]


def test_table_of_one_call_in_a_chosen_order_passes_over_nonsense(officer):
    first, second = make_call(), make_call()
    cases = [submitted_case(stage=Stage.ASSESSING, officer=officer, call=each) for each in (first, second)]
    assert [row.case for row in rows(officer, call_slug=second.slug)] == cases[1:]
    assert {row.case for row in rows(officer, call_slug="nonsense", order="x", page="abc")} == set(cases)


@pytest.mark.parametrize("number", [1, 9])
def test_page_asks_few_queries(number, officer, client, django_assert_max_num_queries):
    for _number in range(number):
        case = submitted_case(stage=Stage.ASSESSING, officer=officer)
        assessment(case, officer)
        assessment(case, asked(case))
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("reviews:table")).content.decode()
    assert page.count(" · Per Holm\u00a04") == number


def test_page_without_cases_says_what_will_stand_there(officer, client):
    client.force_login(officer)
    assert "Ingen ansökan bedöms än" in client.get(reverse("reviews:table")).content.decode()


def scored(officer, *points: int):
    """Cases in one call that the officer has given so many points each."""
    call = make_call()
    made = [submitted_case(stage=Stage.ASSESSING, officer=officer, call=call) for _each in points]
    for case, given in zip(made, points, strict=True):
        if given:
            assessment(case, officer, points=given)
    return made


def test_table_is_sorted_by_mean_and_by_what_is_agreed(officer, now):
    low, high, none, middle = scored(officer, 1, 5, 0, 3)
    per = asked(middle)
    assessment(middle, per, points=5)
    agree_on_scores(case_id=low.pk, scores=AGREED, summary="C", not_waited_for="", seen_number=0, by=officer, at=now)

    assert [row.case for row in rows(officer, order="highest")] == [high, middle, low, none]
    assert [row.case for row in rows(officer, order="lowest")] == [low, middle, high, none]
    assert [row.case for row in rows(officer, order="agreed")] == [low, high, none, middle]


def test_table_is_sorted_by_how_far_apart_the_assessors_are(officer):
    near, far, alone, none = scored(officer, 3, 5, 4, 0)
    for case, points in ((near, 4), (far, 1)):
        assessment(case, asked(case), points=points)

    assert [row.case for row in rows(officer, order="spread")] == [far, near, alone, none]
    assert [row.case for row in rows(officer, order="spread_least")] == [near, far, alone, none]
    assert [str(row.spread) for row in rows(officer, order="spread")] == ["4.0", "1.0", "None", "None"]


@pytest.mark.parametrize("seed", range(4))
def test_order_by_spread_goes_by_what_rows_show_whatever_the_scales_and_weights(seed, officer):
    chosen = random.Random(seed)
    cases = scored(officer, *[1] * 12)
    for criterion in cases[0].call.criteria.all():
        criterion.max_score, criterion.weight = chosen.choice([2, 3, 5, 7, 9, 10]), chosen.randint(1, 99)
        criterion.save()
    for case in cases:
        assessment(case, asked(case))
        for score in Score.objects.filter(assessment__case=case).select_related("criterion"):
            score.points = chosen.randint(1, score.criterion.max_score)
            score.save()

    shown = [row.spread for row in rows(officer, order="spread")]
    assert None not in shown
    assert shown == sorted(shown, reverse=True)


def test_spreads_that_read_alike_stand_by_arrival(officer):
    """The page shows the difference of rounded totals: what the order goes by must be what the reader sees."""
    first, second = scored(officer, 3, 5)
    for case, points in ((first, 2), (second, 4)):
        assessment(case, asked(case), points=points)
    assert [row.case for row in rows(officer, order="spread")] == [first, second]
    assert [row.case for row in rows(officer, order="spread_least")] == [first, second]


def test_order_by_spread_tells_nothing_of_what_the_reader_may_not_see(officer):
    near, far = scored(officer, 3, 5)
    for case, points in ((near, 3), (far, 1)):
        assessment(case, asked(case), points=points)
    blind = asked(near, "Eva Ek")
    no_conflict(far, blind)
    Assessor.objects.create(case=far, person=blind, asked_at=HANDED_IN)
    for order in ("spread", "spread_least"):
        assert [row.case for row in rows(blind, order=order)] == [near, far], "by arrival: neither has one to them"


def test_order_tells_nothing_of_scores_that_the_reader_may_not_see(officer):
    low, high = scored(officer, 1, 5)
    blind = asked(low)
    no_conflict(high, blind)
    Assessor.objects.create(case=high, person=blind, asked_at=HANDED_IN)

    for order in ("highest", "lowest"):
        assert [row.case for row in rows(blind, order=order)] == [low, high], "by arrival: neither has a score to them"


def test_headings_are_links_that_turn_the_order(client, officer):
    scored(officer, 1, 5)
    client.force_login(officer)
    page = client.get(reverse("reviews:table"), {"ordning": "highest", "page": "2"}).content.decode()

    assert 'aria-sort="descending"' in page
    assert 'href="?ordning=lowest"' in page
    assert 'href="?ordning=agreed"' in page
    assert 'href="?ordning=spread"' in page


def test_sorting_costs_no_query_more(client, officer, django_assert_max_num_queries):
    scored(officer, 1, 5, 3)
    client.force_login(officer)
    for order in ("oldest", "highest", "agreed", "spread"):
        client.get(reverse("reviews:table"), {"ordning": order})
        with django_assert_max_num_queries(12):
            client.get(reverse("reviews:table"), {"ordning": order})

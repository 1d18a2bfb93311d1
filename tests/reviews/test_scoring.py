from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from applications.reviews.scoring import Scored, mean_total, scale, weighted_total


def test_weighted_total_weighs_each_criterion():
    assert weighted_total([Scored(5, 5, 60), Scored(3, 5, 40)]) == Decimal("4.2")


def test_weighted_total_brings_other_scales_to_five():
    assert weighted_total([Scored(7, 10, 1)]) == Decimal("3.5")


def test_weighted_total_of_weights_that_are_not_a_hundred_is_their_mean():
    assert weighted_total([Scored(4, 5, 1), Scored(2, 5, 3)]) == Decimal("2.5")


def test_weighted_total_rounds_halves_up():
    assert weighted_total([Scored(4, 5, 1), Scored(4, 5, 1), Scored(4, 5, 1), Scored(5, 5, 1)]) == Decimal("4.3")


def test_weighted_total_of_an_incomplete_or_empty_assessment_is_unknown():
    assert weighted_total([Scored(5, 5, 60), Scored(None, 5, 40)]) is None
    assert weighted_total([]) is None


def test_mean_total_rounds_once():
    # 4.25 and 4.35 are 4.3 together; rounded first they would be 4.3 and 4.4, and so 4.4.
    quarters = [Scored(4, 5, 3), Scored(5, 5, 1)]
    twentieths = [Scored(4, 5, 13), Scored(5, 5, 7)]
    assert (weighted_total(quarters), weighted_total(twentieths)) == (Decimal("4.3"), Decimal("4.4"))
    assert mean_total([quarters, twentieths]) == Decimal("4.3")


def test_mean_total_is_unknown_when_one_assessment_is():
    assert mean_total([[Scored(5, 5, 1)], [Scored(None, 5, 1)]]) is None
    assert mean_total([]) is None


@st.composite
def scored(draw):
    highest = draw(st.integers(2, 10))
    return Scored(draw(st.integers(1, highest)), highest, draw(st.integers(1, 100)))


@given(st.lists(scored(), min_size=1))
def test_weighted_total_stays_on_the_scale(scores):
    total = weighted_total(scores)
    assert Decimal(0) < total <= Decimal(5)
    assert total == total.quantize(Decimal("0.1"))


def test_scale_has_words_for_each_step_of_five_and_for_the_ends_of_others():
    assert [points for points, _words in scale(5)] == [1, 2, 3, 4, 5]
    assert all("–" in words for _points, words in scale(5))
    assert [words for _points, words in scale(3)] == ["1 – uppfyller inte kriteriet", "2", "3 – uppfyller mycket väl"]

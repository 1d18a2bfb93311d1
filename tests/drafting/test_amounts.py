from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.drafting.amounts import MAX_AMOUNT, NotReadable, read_amount, read_date
from portal.ui.numbers import grouped, kronor


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("2 857 000", 2_857_000),
        ("2857000 kr", 2_857_000),
        ("2\u00a0857\u00a0000\u00a0kr", 2_857_000),
        ("2\u202f857\u202f000", 2_857_000),
        ("1.500.000", 1_500_000),
        ("12 000,00", 12_000),
        ("12000:-", 12_000),
        ("500 kronor", 500),
        ("007", 7),
        ("0", 0),
        ("  ", None),
        ("", None),
        (str(MAX_AMOUNT), MAX_AMOUNT),
    ],
)
def test_amount_is_read_as_people_write_it(typed: str, amount: int | None) -> None:
    assert read_amount(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "-5",
        "−5",
        "12,50",
        "1.5",
        "nan",
        "NaN",
        "inf",
        "1e9",
        "tolv",
        "12 34",
        "٣٤",
        "1 000 000 000 001",
        "9" * 5000,
        "kr",
    ],
)
def test_amount_that_is_none_is_refused_with_words(typed: str) -> None:
    with pytest.raises(NotReadable) as refused:
        read_amount(typed)
    assert str(refused.value).endswith(".")


@given(st.integers(0, MAX_AMOUNT))
def test_amount_survives_being_shown_and_read(amount: int) -> None:
    assert read_amount(grouped(amount)) == amount
    assert read_amount(kronor(amount)) == amount


@given(st.text())
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    try:
        amount = read_amount(typed)
    except NotReadable:
        return
    assert amount is None or 0 <= amount <= MAX_AMOUNT


@pytest.mark.parametrize("typed", ["2022-09-01", "20220901", "1/9 2022", "1.9.2022", "1 september 2022", "1 sep 2022"])
def test_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_date(typed) == date(2022, 9, 1)


@pytest.mark.parametrize("typed", ["2022-02-30", "snart", "1 smarch 2022", "2022", "0000-00-00", "1/13 2022"])
def test_date_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(NotReadable):
        read_date(typed)

from datetime import UTC, date, datetime

import pytest

from applications.calls.models import LetterText
from applications.letters import actions
from applications.letters.appeal_time import appeal_time_of, last_day
from applications.letters.models import Letter
from tests.factories import letters
from tests.factories.regions import member

# Half past midnight on the day after in Stockholm.
LATE = datetime(2022, 12, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2022, 11, 25), date(2022, 12, 16)),
        (date(2022, 11, 26), date(2022, 12, 19)),  # a Saturday moves to Monday
        (date(2022, 12, 3), date(2022, 12, 27)),  # Christmas Eve, a Saturday, and the days after it
        (date(2023, 6, 2), date(2023, 6, 26)),  # Midsummer Eve
        (date(2022, 12, 16), date(2023, 1, 9)),  # Twelfth Day, a Friday
    ],
)
def test_time_is_three_weeks_and_ends_on_a_working_day(begins, ends):
    assert last_day(begins) == ends


@pytest.mark.django_db
def test_time_runs_from_the_day_the_region_took_part_of_it():
    letter = letters.made_letter()
    LetterText.objects.update(may_be_appealed=True)
    assert appeal_time_of(letter).last_on is None

    actions.note_opened(letter_id=letter.pk, by=member(), at=LATE)
    actions.acknowledge(letter_id=letter.pk, by=member(), at=LATE.replace(day=20))
    time = appeal_time_of(Letter.objects.with_content().get(pk=letter.pk))
    assert (time.begins_on, time.last_on) == (date(2022, 12, 2), date(2022, 12, 23))


@pytest.mark.django_db
def test_time_runs_from_the_decision_where_the_call_says_so():
    letter = letters.made_letter()
    LetterText.objects.update(may_be_appealed=True)
    letter.decision.case.call.appeal_counts_from = "decision"

    time = appeal_time_of(letter)
    assert (time.begins_on, time.last_on) == (date(2022, 11, 25), date(2022, 12, 16))

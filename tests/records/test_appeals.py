"""Appeals: registered, checked for time, reconsidered, dismissed or handed over with the case's file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

import applications.records.actions
from applications.calls.models import LetterText
from applications.letters.actions import remind_of_unread
from applications.records.models import Appeal, AppealStep
from applications.records.queries import received_on, under_way
from portal.audit.queries import history
from portal.notices.models import Notice
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.files import upload
from tests.factories.records import ASKED, MADE, appeal, decided_case, keeper, made_case_file

pytestmark = pytest.mark.django_db
RECEIVED = date(2022, 11, 25)
IN_TIME = datetime(2022, 12, 16, 10, 0, tzinfo=UTC)
LATE = datetime(2022, 12, 19, 10, 0, tzinfo=UTC)


@pytest.fixture
def case():
    return decided_case()


@pytest.fixture
def registrar(case):
    return keeper(case)


@pytest.fixture
def decider(case):
    person = staff("decision_maker", name="Eva Strand")
    no_conflict(case, person)
    return person


def check(found: Appeal, by, **fields) -> AppealStep:
    values = {"received_on": RECEIVED, "at": LATE, **fields}
    return applications.records.actions.check_time(appeal_id=found.pk, by=by, **values)


def test_appeal_is_registered_with_its_true_arrival_and_file(case, registrar):
    found = appeal(case, registrar, arrived_at=IN_TIME, at=LATE, upload=upload(name="overklagande.pdf"))

    assert found.document.at == IN_TIME
    assert found.document.direction == "in"
    assert found.document.sha256 == found.file.sha256
    assert history(case)[0].event == "appeal_registered"
    assert Notice.objects.filter(person=case.created_by, kind="appeal").exists()
    assert Notice.objects.filter(person=case.officer, kind="appeal_for_staff").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.update(text="Annat")


@pytest.mark.parametrize(("appellant", "reminded"), [("region", 0), ("other", 1)])
def test_region_that_has_appealed_is_not_reminded_to_open_its_letter(case, registrar, appellant, reminded):
    appeal(case, registrar, appellant=appellant, arrived_at=IN_TIME, at=IN_TIME)

    assert remind_of_unread(at=IN_TIME + timedelta(days=30)) == reminded


def test_appeal_against_what_may_not_be_appealed_is_still_taken_to_the_court(case, registrar, decider):
    """The court, not we, decides whether an appeal may be tried (förvaltningslagen 43, 45 and 46 §§)."""
    LetterText.objects.update(may_be_appealed=False)

    found = appeal(case, registrar, arrived_at=IN_TIME, at=IN_TIME)

    assert check(found, registrar).kind == "in_time"
    applications.records.actions.reconsider(
        appeal_id=found.pk, is_changed=False, reasons="Beslutet är rätt.", by=decider, at=LATE
    )
    assert found.steps.count() == 2


@pytest.mark.parametrize("arrived_at", [ASKED + timedelta(days=1), datetime(2022, 11, 1, tzinfo=UTC)])
def test_impossible_arrivals_are_refused(case, registrar, arrived_at):
    with pytest.raises(ValidationError):
        appeal(case, registrar, arrived_at=arrived_at)


def test_appeal_in_time_is_reconsidered_and_handed_over_with_its_file(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=IN_TIME, at=IN_TIME)
    assert check(found, registrar).kind == "in_time"
    assert Notice.objects.filter(person=decider, kind="appeal_for_staff").exists()
    applications.records.actions.reconsider(
        appeal_id=found.pk, is_changed=False, reasons="Inget nytt har kommit fram.", by=decider, at=LATE
    )
    made = made_case_file(case, registrar, at=LATE + timedelta(hours=1))

    step = applications.records.actions.hand_over_appeal(
        appeal_id=found.pk, court="Förvaltningsrätten", case_file_id=made.pk, by=registrar, at=LATE + timedelta(hours=2)
    )

    assert step.case_file.sha256 == case.documents.order_by("-pk").first().sha256
    assert under_way(registrar) == []
    assert Notice.objects.filter(person=case.created_by, kind="appeal").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealStep.objects.update(court="Annan")


def test_file_made_before_the_reconsideration_does_not_do(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=IN_TIME, at=IN_TIME)
    check(found, registrar)
    made = made_case_file(case, registrar, at=MADE)
    applications.records.actions.reconsider(appeal_id=found.pk, is_changed=False, reasons="Nej.", by=decider, at=LATE)

    with pytest.raises(ValidationError, match="före omprövningen"):
        applications.records.actions.hand_over_appeal(
            appeal_id=found.pk, court="Förvaltningsrätten", case_file_id=made.pk, by=registrar, at=LATE
        )


def test_late_appeal_is_dismissed_by_a_decision(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=LATE, at=LATE)
    assert check(found, registrar).kind == "late"
    with pytest.raises(ValidationError, match="prövad"):
        check(found, registrar)
    dismiss = {"appeal_id": found.pk, "reasons": "Kom 19 december.", "how_to_appeal": "Skriv till oss.", "at": LATE}
    with pytest.raises(PermissionDenied):
        applications.records.actions.dismiss_appeal(by=registrar, **dismiss)

    step = applications.records.actions.dismiss_appeal(by=decider, **dismiss)

    assert step.text == "Kom 19 december.\n\nSkriv till oss."
    with pytest.raises(ValidationError, match="avslutat"):
        applications.records.actions.dismiss_appeal(by=decider, **dismiss)


def test_appeal_in_time_is_never_dismissed(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=IN_TIME, at=IN_TIME)
    check(found, registrar)

    with pytest.raises(ValidationError, match="för sent"):
        applications.records.actions.dismiss_appeal(
            appeal_id=found.pk, reasons="Nej.", how_to_appeal="Så.", by=decider, at=LATE
        )


def test_late_appeal_that_may_not_be_dismissed_goes_on(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=LATE, at=LATE)

    step = check(found, registrar, accept_late_because="Vi skrev fel dag i brevet.")

    assert step.kind == "accepted"
    assert applications.records.actions.reconsider(
        appeal_id=found.pk, is_changed=False, reasons="Nej.", by=decider, at=LATE
    )


def test_party_for_the_public_counts_from_the_decision(case, registrar):
    found = appeal(case, registrar, appellant="public", appellant_name="Statens ombud", arrived_at=IN_TIME, at=LATE)

    # Decided on the 25th in Stockholm; three weeks end on the 16th, whatever day they got it.
    assert check(found, registrar, received_on=date(2022, 12, 10)).last_day == date(2022, 12, 16)
    assert not Notice.objects.filter(person=case.created_by, kind="appeal").exists()


def test_change_needs_the_new_decision(case, registrar, decider):
    found = appeal(case, registrar, arrived_at=IN_TIME, at=IN_TIME)
    check(found, registrar)

    with pytest.raises(ValidationError, match="Det finns inget nytt beslut"):
        applications.records.actions.reconsider(
            appeal_id=found.pk, is_changed=True, reasons="Fel.", by=decider, at=LATE
        )


def test_region_got_the_decision_when_it_first_opened_the_letter(case):
    decision = case.decisions.get()
    assert received_on(decision) is None
    decision.letter.first_opened_at = datetime(2022, 11, 28, 23, 30, tzinfo=UTC)
    decision.letter.first_opened_by = case.created_by
    decision.letter.save()

    assert received_on(decision) == date(2022, 11, 29)

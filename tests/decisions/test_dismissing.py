"""A dismissal that the completeness check led to begins with its ground as reasons, of what the portal knows alone."""

import pytest
from django.urls import reverse

import applications.submissions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.dismissing import first_words
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict, submitted_case
from tests.factories.checklists import call_with_facts
from tests.factories.registrations import registered_case
from tests.factories.reviews import completeness_check
from tests.factories.submissions import submission
from tests.factories.supplements import ask, case_to_complete

pytestmark = pytest.mark.django_db


def late_case(**unmet):
    officer = staff("case_officer")
    case = registered_case(call=call_with_facts().pk)
    Case.objects.filter(pk=case.pk).update(stage=Stage.CHECKING, officer=officer)
    case = Case.objects.select_related("call", "region").get(pk=case.pk)
    no_conflict(case, officer)
    completeness_check(case, officer, unmet=unmet or {"in_time": "Kom för sent."})
    return case


def test_a_late_case_is_dismissed_for_being_late_with_both_moments():
    assert first_words(late_case(), "for-sent") == {
        "outcome": Outcome.DISMISS,
        "reasons": (
            "Ansökan kom in till oss den 10 september 2022 kl. 09.12. Ansökan skulle ha kommit in senast den "
            "9 september 2022 kl. 23.59. Den kom alltså in för sent, och kan därför inte prövas."
        ),
    }


def test_a_case_in_time_that_the_officer_found_late_is_dismissed_with_the_officers_words():
    officer = staff("case_officer")
    case = submitted_case(stage=Stage.CHECKING, officer=officer, call=call_with_facts())
    submission(case)
    completeness_check(case, officer, unmet={"in_time": "Klockan gick fel: se anteckningen."})
    assert first_words(case, "for-sent")["reasons"] == "Klockan gick fel: se anteckningen."


def test_a_region_that_may_not_apply_is_told_so():
    case = late_case(eligible="Får inte söka.")
    assert first_words(case, "far-inte-soka")["reasons"] == "Får inte söka."
    case.call.eligible_regions.remove("20")
    assert first_words(case, "far-inte-soka")["reasons"] == (
        "Region Dalarna hör inte till de regioner som får söka i utlysningen. Ansökan kan därför inte prövas."
    )


def test_a_case_that_was_never_completed_is_told_what_is_lacking(now):
    case = case_to_complete(now)
    completeness_check(case, case.officer, unmet={"signed": "Fullmakt saknas."})
    assert first_words(case, "inte-kompletterad") == {}
    ask(case, now)
    applications.submissions.actions.close_supplement(case_id=case.pk, by=case.officer, at=now)
    reasons = first_words(case, "inte-kompletterad")["reasons"]
    assert "Vi bad er den 1 juni 2022 att komplettera ansökan senast den 15 juni 2022." in reasons
    assert "– Behörig företrädare har lämnat in: Fullmakt saknas." in reasons


@pytest.mark.parametrize("word", ["", "x", "<script>", "for-sent'", "far-inte-soka", "inte-kompletterad"])
def test_an_address_says_nothing_that_the_check_does_not_bear_out(word):
    assert first_words(late_case(), word) == {}


def test_a_complete_check_bears_out_no_dismissal():
    case = late_case()
    completeness_check(case, case.officer)
    assert first_words(case, "for-sent") == {}


def test_the_form_begins_with_the_dismissal_and_is_the_officers_to_change(client):
    case = late_case()
    client.force_login(case.officer)
    address = reverse("decisions:propose", args=[case.pk])

    form = client.get(f"{address}?grund=for-sent").context["form"]
    assert form["outcome"].value() == Outcome.DISMISS
    assert form["reasons"].value().startswith("Ansökan kom in till oss den 10 september 2022")
    plain = client.get(f"{address}?grund=%3Cscript%3E").context["form"]
    assert not plain["reasons"].value()

    client.post(f"{address}?grund=for-sent", {"outcome": "dismiss", "reasons": "Kom en dag för sent."})
    assert case.proposals.get().reasons == "Kom en dag för sent."

"""The next thing to do with a case: the button stands only before those who may press it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from applications.calls.models import Outcome
from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.decisions.models import Proposal
from applications.desk.next_step import next_step
from portal.accounts.models import StaffRole
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.correspondence import heard, hearing
from tests.factories.decisions import assessed_case, proposal
from tests.factories.outbox import job, mail
from tests.factories.reviews import assessment, completeness_check
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


def label(user, case):
    return next_step(user, Case.objects.get(pk=case.pk)).label


def asked(case, *roles, **fields):
    person = staff(*(roles or ["assessor"]), **fields)
    Assessor.objects.create(case=case, person=person, asked_at=ARRIVED)
    return person


def sent_back_proposal(case):
    proposal(
        case,
        state=Proposal.State.SENT_BACK,
        sent_back_by=staff("decision_maker"),
        sent_back_at=ARRIVED,
        sent_back_comment="Skriv mer om kostnaderna.",
    )


@pytest.mark.parametrize(
    ("role", "expected"),
    [("case_officer", "Ta ärendet"), ("registrar", ""), ("decision_maker", "")],
)
def test_only_officers_are_offered_a_new_case(role, expected, client):
    case, user = submitted_case(), staff(role)
    no_conflict(case, user)
    assert label(user, case) == expected
    client.force_login(user)
    assert ("Ta ärendet" in client.get(reverse("desk:case", args=[case.pk])).content.decode()) == bool(expected)


def test_officer_declares_then_checks_and_others_are_told_who_does():
    sara = staff("case_officer", name="Sara Nyberg")
    case = submitted_case(Stage.CHECKING)
    Case.objects.filter(pk=case.pk).update(officer=sara)
    assert label(sara, case) == "Lämna jävsdeklaration"
    no_conflict(case, sara)
    assert label(sara, case) == "Gör formell granskning"
    for other in (staff("case_officer"), staff("registrar")):
        step = next_step(other, Case.objects.get(pk=case.pk))
        assert (step.label, "Sara Nyberg" in step.text) == ("", True)


def test_assessors_assess_and_never_propose():
    case = submitted_case(Stage.ASSESSING, staff("case_officer"))
    leila = asked(case)
    assert label(leila, case) == "Lämna jävsdeklaration"
    no_conflict(case, leila)
    assert label(leila, case) == "Bedöm ansökan"
    assessment(case, leila)
    assert label(leila, case) == ""


def test_officer_assesses_proposes_and_proposes_anew():
    case = submitted_case(Stage.ASSESSING, staff("case_officer"))
    submission(case)
    assert label(case.officer, case) == "Bedöm ansökan"
    assessment(case, case.officer)
    assert label(case.officer, case) == "Föreslå beslut"
    sent_back_proposal(case)
    assert label(case.officer, case) == "Gör ett nytt förslag"


def test_only_another_decision_maker_is_offered_the_decision():
    case = assessed_case(staff("case_officer", "decision_maker"), stage=Stage.PROPOSED)
    proposal(case)
    assert label(staff("decision_maker"), case) == "Läs förslaget och besluta"
    assert label(case.officer, case) == "Läs förslaget"
    assert label(staff("registrar"), case) == "Läs förslaget"


def test_decided_case_without_officer_is_not_to_be_taken():
    case = submitted_case(Stage.NOTIFIED)
    assert label(staff("case_officer"), case) == "Läs brevet"


# --- What waits, on the start page ---------------------------------------------------------------


def everything(client):
    start = client.get("/").context["start"]
    # How long cases take has tests of its own.
    return [task for task in (*start.late, *start.soon, *start.waits) if "/handlaggningstid/" not in task.url]


def tasks(client, user):
    client.force_login(user)
    return [(task.title, task.about.split(" · ")[0]) for task in everything(client)]


def test_case_whose_officer_left_it_waits_for_another(client):
    left = staff("case_officer")
    submitted_case(Stage.CHECKING, title="Lämnad")
    submitted_case(Stage.ASSESSING, title="Slutat", officer=left)
    submitted_case(Stage.ASSESSING, title="Någon annans", officer=staff("case_officer"))
    submitted_case(Stage.NOTIFIED, title="Beslutad")
    conflict(submitted_case(Stage.CHECKING, title="Jäv"), officer := staff("case_officer"))
    StaffRole.objects.filter(person=left).delete()
    assert tasks(client, officer) == [("Ta ärendet", "Lämnad"), ("Ta ärendet", "Slutat")]


def test_officer_who_has_assessed_is_told_to_propose(client):
    case = assessed_case(title="Bedömd")
    assert tasks(client, case.officer) == [("Föreslå beslut", "Bedömd")]
    sent_back_proposal(case)
    assert tasks(client, case.officer) == [("Gör ett nytt förslag", "Bedömd")]


def test_officer_who_was_asked_to_assess_anothers_case_is_told(client):
    case = submitted_case(Stage.ASSESSING, staff("case_officer"), title="Någon annans")
    assert tasks(client, asked(case, "case_officer")) == [("Bedöm ansökan", "Någon annans")]


def test_call_administrators_are_told_of_deliveries_that_failed(client):
    now = timezone.now()
    mail(state=Mail.State.FAILED)
    mail(state=Mail.State.FAILED)
    job(state=Mail.State.FAILED)
    mail(created_at=now - timedelta(hours=2), next_attempt_at=now - timedelta(hours=1))
    administrator, officer = staff("call_administrator"), staff("case_officer")
    assert tasks(client, officer) == []
    titles = tasks(client, administrator)
    assert titles == [
        ("Se över mejl som inte gick fram", "2 mejl"),
        ("Se över jobb som misslyckades", "1 jobb"),
        ("Se efter varför utkorgen står still", "1 väntar längre än en kvart"),
    ]
    for task in everything(client):
        assert client.get(task.url).status_code == 200


# --- The work list ------------------------------------------------------------------------------


def test_work_list_with_a_tab_that_is_not_there_shows_everything(client):
    client.force_login(staff("case_officer"))
    submitted_case(title="Ett ärende")
    page = client.get("/arbetslista/?tab=nonsense")
    assert [case.title for case in page.context["work_list"].page] == ["Ett ärende"]


def test_nonsense_in_one_filter_leaves_the_others(client):
    client.force_login(staff("case_officer"))
    shared = call()
    submitted_case(call=shared, title="I Dalarna", code="20")
    submitted_case(call=shared, title="I Norrbotten", code="25")
    page = client.get("/arbetslista/?region=25&officer=abc&order=zzz")
    assert [case.title for case in page.context["work_list"].page] == ["I Norrbotten"]


def test_work_list_says_how_long_ago_an_undecided_case_came_in(client):
    client.force_login(staff("case_officer"))
    shared = call()
    submitted_case(call=shared, code="20", arrived_at=timezone.localtime() - timedelta(days=74))
    submitted_case(Stage.NOTIFIED, call=shared, code="25", arrived_at=timezone.localtime() - timedelta(days=99))
    text = client.get("/arbetslista/").content.decode()
    assert "74 dagar" in text
    assert "99 dagar" not in text


def test_overviews_timeline_leaves_out_the_assessment_of_somebody_with_a_conflict(client):
    case = submitted_case(Stage.ASSESSING, staff("case_officer"))
    submission(case)
    fine, barred = staff("assessor", name="Leila Haddad"), staff("assessor", name="Bo Jävig")
    assessment(case, fine)
    assessment(case, barred)
    conflict(case, barred)
    no_conflict(case, registrar := staff("registrar"))
    client.force_login(registrar)
    text = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Bedömd av Leila Haddad" in text
    assert "Bedömd av Bo Jävig" not in text
    assert reverse("cases:people", args=[case.pk]) in text


def test_after_a_check_that_found_it_incomplete_the_officer_is_led_to_what_follows():
    sara = staff("case_officer", name="Sara Nyberg")
    case = submitted_case(Stage.CHECKING, officer=sara)
    submission(case)
    assert label(sara, case) == "Gör formell granskning"
    completeness_check(case, sara, is_complete=False)
    assert label(sara, case) == "Till granskningen"
    submission(case)
    assert label(sara, case) == "Gör formell granskning"


def test_officer_of_a_proposal_against_the_region_is_to_hear_it_first():
    case = assessed_case(stage=Stage.PROPOSED)
    made = proposal(case, outcome=Outcome.REJECT, is_heard=False)
    assert label(case.officer, case) == "Be om yttrande"
    assert label(staff("registrar"), case) == "Läs förslaget"
    heard(case, made.proposed_by)
    assert label(case.officer, case) == "Läs förslaget"


def test_proposal_waits_for_nobody_while_the_region_is_heard():
    case, decider = assessed_case(), staff("decision_maker")
    no_conflict(case, decider)
    proposal(case, outcome=Outcome.REJECT, is_heard=False)
    Case.objects.filter(pk=case.pk).update(stage=Stage.PROPOSED)
    asked_about = hearing(case, due_on=localdate())

    step = next_step(decider, Case.objects.get(pk=case.pk))
    assert step.text == "Förslaget går emot regionen, som kan yttra sig än. Ingen beslutar innan dess."
    assert not step.is_mine

    type(asked_about).objects.filter(pk=asked_about.pk).update(due_on=localdate() - timedelta(days=1))
    assert label(decider, case) == "Läs förslaget och besluta"

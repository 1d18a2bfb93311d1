"""What the start pages of officer, assessor, decision maker and registrar say: late, soon, and the rest."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from applications.calls.models import Outcome
from applications.cases.models import Assessor, Case
from applications.cases.states import Stage
from applications.correspondence.models import HearingAnswer, HearingWaiver
from applications.desk.staff_start import staff_start
from applications.submissions.models import MoreTime, SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict, submitted_case
from tests.factories.correspondence import heard, hearing, message
from tests.factories.decisions import assessed_case
from tests.factories.decisions import proposal as proposed_in
from tests.factories.drafting import draft_of
from tests.factories.letters import decision, proposal
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


def shown(user, at):
    """The titles in each part, with the day that each is late from."""
    start = staff_start(user, at=at)
    parts = (start.late, start.soon, start.waits)
    # What of cases' time waits for the officer together has tests of its own (test_clock_tasks).
    return [[(task.title, task.last_day) for task in part if "/handlaggningstid/" not in task.url] for part in parts]


def after(days):
    return ARRIVED + timedelta(days=days)


def test_officers_case_goes_from_waiting_to_soon_to_late():
    officer = staff("case_officer")
    submitted_case(Stage.CHECKING, officer)
    check = ("Granska ansökan formellt", date(2022, 12, 1))
    assert shown(officer, after(10)) == [[], [], [check]]
    assert shown(officer, after(160)) == [[], [check], []]
    assert shown(officer, after(184)) == [[check], [], []]


def test_call_that_promises_no_day_is_never_late():
    officer = staff("case_officer")
    submitted_case(Stage.CHECKING, officer, call=call(decision_months=None))
    assert shown(officer, after(900)) == [[], [], [("Granska ansökan formellt", None)]]


def test_nearest_day_stands_first():
    officer, writer = staff("case_officer"), member("editor")
    slow, quick = call(decision_months=6), call(slug="snabb", decision_months=3)
    for each in (slow, quick):
        submitted_case(Stage.CHECKING, officer, call=each, by=writer)
    days = [day for _title, day in shown(officer, after(400))[0]]
    assert days == [date(2022, 9, 1), date(2022, 12, 1)]


@pytest.mark.parametrize(("days", "part"), [(20, None), (7, 1), (0, 1), (-1, 0)])
def test_supplement_that_is_to_come_is_shown_a_week_before(days, part):
    officer = staff("case_officer")
    case = submitted_case(Stage.CHECKING, officer)
    due_on = ARRIVED.date() + timedelta(days=days)
    SupplementRequest.objects.create(
        case=case, text="Mer", sections=[], asked_by=officer, asked_at=ARRIVED, due_on=due_on
    )
    title = "Kompletteringen är försenad" if days < 0 else "En komplettering ska komma in"
    expected = [[(title, due_on)] if index == part else [] for index in range(3)]
    assert shown(officer, ARRIVED) == expected


def test_wish_for_more_time_is_not_hidden_behind_supplements_that_nobody_need_do_anything_about():
    officer, shared, writer = staff("case_officer"), call(), member("editor")
    for day in range(20, 30):
        case = submitted_case(Stage.CHECKING, officer, call=shared, by=writer)
        asked = SupplementRequest.objects.create(
            case=case,
            text="Mer",
            sections=[],
            asked_by=officer,
            asked_at=ARRIVED,
            due_on=ARRIVED.date() + timedelta(days=day),
        )
    MoreTime.objects.create(
        request=asked, wanted_on=asked.due_on + timedelta(days=9), reason="Semester", asked_by=writer, asked_at=ARRIVED
    )
    assert shown(officer, ARRIVED) == [[], [("Svara om mer tid för komplettering", asked.due_on)], []]


def test_assessor_and_decision_maker_see_by_when_the_case_is_to_be_decided():
    officer, assessor, decider = staff("case_officer"), staff("assessor"), staff("decision_maker")
    assessed = submitted_case(Stage.ASSESSING, officer)
    no_conflict(assessed, assessor)
    Assessor.objects.create(case=assessed, person=assessor, asked_at=ARRIVED)
    assert shown(assessor, after(170)) == [[], [("Bedöm ansökan", date(2022, 12, 1))], []]
    proposed = submitted_case(Stage.PROPOSED, officer, code="25", call=assessed.call)
    no_conflict(proposed, decider)
    draft_of(proposed)
    proposal(Outcome.REJECT, proposed, submission=submission(proposed), by=officer)
    assert shown(decider, after(190)) == [[("Besluta: avslag", date(2022, 12, 1))], [], []]


def test_declared_conflict_waits_for_who_may_settle_it_until_it_is_settled():
    officer, decider, barred = staff("case_officer"), staff("decision_maker"), staff("decision_maker")
    case = submitted_case(Stage.CHECKING, officer)
    declared = conflict(case, staff("case_officer", name="Karin Ek"))
    conflict(case, barred)

    waiting = staff_start(decider, at=after(2)).waits
    assert [task.title for task in waiting] == [f"Pröva det jäv som {each} har anmält" for each in ("Karin Ek", barred)]
    assert waiting[0].url == f"/arenden/{case.pk}/jav/{declared.pk}/prova/"
    assert waiting[0].since == ARRIVED
    assert staff_start(barred, at=after(2)).waits == [], "who has a conflict rules on nobody's"
    assert "jäv" not in str(staff_start(officer, at=after(2)).waits)

    declared.ruling, declared.ruling_reason = "conflict", "Syskon."
    declared.ruled_by, declared.ruled_at = decider, after(2)
    declared.save()
    assert [task.about for task in staff_start(decider, at=after(3)).waits] == [waiting[1].about]


def test_start_page_keeps_what_is_proposed_until_its_case_is_open():
    decider = staff("decision_maker")
    case = proposed_in(assessed_case(stage=Stage.PROPOSED)).case
    assert [title for title, _day in shown(decider, after(1))[2]] == ["Svara på om du har jäv, och besluta"]
    no_conflict(case, decider)
    assert [title for title, _day in shown(decider, after(1))[2]] == ["Besluta: delvis bifall"]


@pytest.mark.parametrize(("ground", "what"), [("slip", "rätta"), ("wrong", "ersätta")])
def test_decision_maker_is_told_that_a_proposal_replaces_a_decision_and_no_day_to_decide_by(ground, what):
    decider = staff("decision_maker")
    decided = decision()
    no_conflict(decided.case, decider)
    waits = {"case": decided.case, "submission": decided.submission, "by": decided.presented_by}
    proposal(Outcome.GRANT, replaces=decided, ground=ground, **waits)
    assert shown(decider, after(300)) == [[], [], [(f"Besluta om att {what} beslutet: bifall", None)]]


@pytest.mark.parametrize(
    ("outcome", "settle", "is_work"),
    [
        (Outcome.REJECT, hearing, False),
        (Outcome.GRANT_IN_PART, hearing, False),
        (Outcome.GRANT, hearing, True),
        (Outcome.REJECT, lambda case: hearing(case, due_on=localdate(after(1))), False),
        (Outcome.REJECT, lambda case: hearing(case, due_on=localdate(after(0))), True),
        (Outcome.REJECT, lambda case: answered(hearing(case)), True),
        (Outcome.REJECT, lambda case: waived_since(hearing(case)), True),
        (Outcome.REJECT, lambda case: hearing(case) and call_that_does_not_hear(case), True),
    ],
)
def test_case_is_not_to_be_decided_while_its_region_can_answer_in_time(outcome, settle, is_work):
    decider = staff("decision_maker")
    case = proposed_in(assessed_case(stage=Stage.PROPOSED), outcome=outcome, is_heard=False).case
    no_conflict(case, decider)
    settle(case)
    titles = [title for title, _day in shown(decider, after(1))[2]]
    assert any(title.startswith("Besluta: ") for title in titles) == is_work


def answered(asked):
    return HearingAnswer.objects.create(hearing=asked, message=message(asked.case, text="Vi håller inte med."))


def waived_since(asked):
    why = "Beslutet vilar bara på regionens egna uppgifter."
    return HearingWaiver.objects.create(case=asked.case, why=why, noted_by=asked.asked_by, noted_at=after(1))


def call_that_does_not_hear(case):
    return type(case.call).objects.update(hears_before_refusal=False)


HEAR = "Be om regionens yttrande, eller notera varför det inte behövs"


@pytest.mark.parametrize(
    ("outcome", "settle", "waits"),
    [
        (Outcome.REJECT, None, True),
        (Outcome.GRANT_IN_PART, None, True),
        (Outcome.DISMISS, None, False),
        (Outcome.REJECT, hearing, False),
        (Outcome.REJECT, lambda case: heard(case, case.officer), False),
        (Outcome.REJECT, lambda case: type(case.call).objects.update(hears_before_refusal=False), False),
    ],
)
def test_officer_is_told_that_the_region_is_to_be_heard_before_a_decision_against_it(outcome, settle, waits):
    case = assessed_case(stage=Stage.PROPOSED)
    proposed_in(case, outcome=outcome, is_heard=False)
    if settle:
        settle(case)
    assert [title for title, _day in shown(case.officer, after(1))[2]] == [HEAR] * waits
    assert shown(staff("case_officer"), after(1)) == [[], [], []]


def test_registrar_is_told_of_the_cases_that_nobody_handles():
    registrar, barred = staff("registrar"), staff("registrar")
    case = submitted_case()
    submitted_case(code="25", call=case.call, arrived_at=after(3))
    submitted_case(Stage.NOTIFIED, code="12", call=case.call)
    (task,) = staff_start(registrar, at=after(5)).waits
    assert (task.title, task.about, task.since) == ("Fördela ärenden som ingen handlägger", "2 ärenden", ARRIVED)
    conflict(case, barred)
    assert staff_start(barred, at=after(5)).waits[0].about == "1 ärende"
    Case.objects.update(stage=Stage.DECIDED)
    assert staff_start(registrar, at=after(5)).waits == []


def test_registrars_task_leads_to_those_cases(client):
    registrar = staff("registrar")
    submitted_case(title="Ingen har mig")
    submitted_case(Stage.CHECKING, staff("case_officer"), code="25", title="Någon har mig")
    client.force_login(registrar)
    (task,) = client.get("/").context["start"].waits
    page = client.get(task.url).text
    assert "Ingen har mig" in page
    assert "Någon har mig" not in page


def test_page_says_what_is_late_in_words_and_leads_on(client):
    officer = staff("case_officer")
    submitted_case(Stage.CHECKING, officer)
    client.force_login(officer)
    page = client.get("/").text
    assert "Försenat" in page
    assert "beslut senast 1 december 2022" in page
    assert "Inget annat väntar på dig." in page
    assert 'href="/arbetslista/?tab=mine"' in page

"""What of cases' time stands on the start pages of staff, and on a case's own page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.desk.staff_start import staff_start
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, no_conflict
from tests.factories.clocks import MUCH_LATER, decision_request, delay_notice, old_case, refusal
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def shown(user, at):
    """Which tasks of time stand in each part: late, soon, waits."""
    start = staff_start(user, at=at)
    return [
        [(task.title, task.about) for task in part if "/handlaggningstid/" in task.url]
        for part in (start.late, start.soon, start.waits)
    ]


def test_officers_cases_that_are_near_and_past_their_time_stand_together():
    officer, shared, writer = staff("case_officer"), call(), member("editor")
    cases = [old_case(stage, officer=officer, call=shared, by=writer) for stage in (Stage.CHECKING, Stage.PROPOSED)]
    near = ("Handläggningstiden är snart slut", "2 ärenden")
    assert shown(officer, ARRIVED + timedelta(days=100)) == [[], [], []]
    assert shown(officer, ARRIVED + timedelta(days=160)) == [[], [near], []]
    untold = "Underrätta regionen: handläggningstiden har gått"
    assert shown(officer, MUCH_LATER) == [[(untold, "2 ärenden")], [], []]
    delay_notice(cases[0])
    assert shown(officer, MUCH_LATER) == [[(untold, "1 ärende")], [], []]
    Case.objects.filter(pk=cases[1].pk).update(withdrawn_at=MUCH_LATER)
    assert shown(officer, MUCH_LATER) == [[], [], []]
    assert shown(officer, MUCH_LATER + timedelta(days=90)) == [[(untold, "1 ärende")], [], []]


def test_case_that_waits_for_its_region_is_late_too():
    case = old_case()
    SupplementRequest.objects.create(
        case=case, text="Mer", sections=[], asked_by=case.officer, asked_at=ARRIVED, due_on=MUCH_LATER.date()
    )
    assert shown(case.officer, MUCH_LATER)[0]


def test_task_leads_to_those_cases(client):
    case = old_case(title="För gammalt")
    client.force_login(case.officer)
    task = next(task for task in client.get("/").context["start"].late if "Underrätta" in task.title)
    assert "För gammalt" in client.get(task.url).text


def test_request_stands_with_its_days_for_the_officer_and_for_who_decides():
    case = old_case()
    decider, barred, other = staff("decision_maker"), staff("decision_maker"), staff("case_officer")
    conflict(case, barred)
    delay_notice(case)
    decision_request(case)
    asked = "Regionen begär att ärendet avgörs: 28 dagar kvar"
    for person in (case.officer, decider):
        assert [title for title, _about in shown(person, MUCH_LATER)[1]] == [asked]
    for person in (barred, other):
        assert shown(person, MUCH_LATER) == [[], [], []]
    gone = MUCH_LATER + timedelta(days=29)
    assert shown(decider, gone)[0][0][0] == "Regionen begär att ärendet avgörs: tiden har gått"
    refusal(case)
    assert shown(decider, gone) == [[], [], []]


def test_request_in_a_case_that_nobody_at_work_has_stands_for_every_officer():
    case = old_case()
    other = staff("case_officer")
    decision_request(case)
    assert shown(other, MUCH_LATER) == [[], [], []]

    Case.objects.filter(pk=case.pk).update(officer=None)
    soon = {task.title: task.url for task in staff_start(other, at=MUCH_LATER).soon}
    assert soon["Regionen begär att ärendet avgörs: 28 dagar kvar"] == reverse("desk:case", args=[case.pk])


def test_decision_ends_what_waits():
    case = old_case()
    decision_request(case)
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    assert shown(case.officer, MUCH_LATER) == [[], [], []]


def test_case_page_shows_its_clocks_and_what_was_said(client):
    case = old_case()
    no_conflict(case, staff("decision_maker"))
    delay_notice(case)
    decision_request(case)
    client.force_login(case.officer)
    with time_machine.travel(MUCH_LATER, tick=False):
        client.force_login(case.officer)
        page = client.get(reverse("desk:case", args=[case.pk])).text
    assert "<strong>187 dagar</strong>" in page
    assert "till och med 1 december 2022" in page
    assert "senast 1 februari 2023" in page
    assert "28 dagar kvar" in page
    assert "Regionen underrättad om försening" in page


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.CHECKING, Stage.PROPOSED])
@pytest.mark.parametrize("said", [0, 4])
def test_case_page_asks_as_few_queries_whatever_was_said(stage, said, client, django_assert_max_num_queries):
    case = old_case(stage)
    for number in range(said):
        delay_notice(case, expected_on=(MUCH_LATER + timedelta(days=60 + number)).date())
    if said:
        decision_request(case)
        refusal(case)
    client.force_login(case.officer)
    with django_assert_max_num_queries(15):
        response = client.get(reverse("desk:case", args=[case.pk]))
    assert len(response.content) < 50_000


@pytest.mark.parametrize("roles", [["case_officer"], ["case_officer", "assessor", "decision_maker", "registrar"]])
@pytest.mark.parametrize("number", [1, 12])
def test_start_page_asks_as_few_queries_when_cases_are_late(roles, number, client, django_assert_max_num_queries):
    officer, shared, writer = staff(*roles), call(), member("editor")
    for _number in range(number):
        old_case(officer=officer, call=shared, by=writer)
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        assert client.get("/").status_code == 200

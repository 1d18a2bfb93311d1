"""A case as its region follows it, and what waits because of messages and supplements."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import applications.correspondence.actions
import applications.submissions.actions
from applications.calls.models import Outcome
from applications.cases.models import Case, Side
from applications.cases.states import Stage
from applications.correspondence.models import Message
from applications.decisions.models import Decision, Release
from applications.desk.queries import region_cases_page, region_start, staff_tasks
from applications.desk.region_case import region_case, regions_case
from applications.letters.actions import make_letter
from applications.submissions.models import SupplementRequest
from portal.ui.numbers import kronor
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, submitted_case
from tests.factories.clocks import decision_request, delay_notice, old_case, refusal
from tests.factories.correspondence import message
from tests.factories.drafting import draft_of
from tests.factories.letters import GRANTED, made_letter, ordered_letter, proposal
from tests.factories.regions import member
from tests.factories.submissions import submission
from tests.factories.supplements import ask, case_to_complete, send, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now):
    return case_to_complete(now)


def shown(case, at):
    found = regions_case(case.created_by, case.pk)
    assert found
    return region_case(found, at=at)


def titles(steps):
    return [(step.title, step.state) for step in steps]


def test_new_case_waits_for_an_officer_and_says_by_when_it_is_decided(now):
    case = submitted_case()
    submission(case)
    found = shown(case, now)
    assert titles(found.steps) == [
        ("Ansökan är inlämnad och registrerad", "done"),
        ("En handläggare tar ärendet", "now"),
        ("Vi granskar och bedömer ansökan", "later"),
        ("Vi beslutar", "later"),
        ("Ni får ett mejl och läser beslutet här", "later"),
    ]
    assert (found.decided_by, found.may_ask_on, found.is_delayed) == (date(2022, 12, 1), date(2022, 12, 1), False)
    assert found.steps[3].detail == "senast 1 december 2022"


def test_call_says_how_long_it_takes_and_whether_one_may_ask(now):
    case = submitted_case(call=call(decision_months=None, may_ask_for_decision=False))
    found = shown(case, now)
    assert (found.decided_by, found.may_ask_on) == (None, None)
    case = submitted_case(call=call(slug="en-till", decision_months=3))
    assert shown(case, ARRIVED + timedelta(days=200)).is_delayed


def test_case_that_is_completed_says_so_until_it_is(case, now):
    ask(case, now)
    found = shown(case, now)
    assert ("Ni kompletterar ansökan", "now") in titles(found.steps)
    assert ("Vi granskar och bedömer ansökan", "later") in titles(found.steps)
    assert not found.is_overdue
    assert shown(case, now + timedelta(days=30)).is_overdue
    write(case, now)
    send(case, now + timedelta(days=1))
    found = shown(case, now)
    assert found.asked is None
    assert ("Vi granskar och bedömer ansökan", "now") in titles(found.steps)
    assert found.events[0].text == "Er komplettering kom in, och är version 2 av ansökan"
    assert [event.text for event in found.events].count("Siv Berg lämnade in version 2 av ansökan") == 0


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.ASSESSING, Stage.PROPOSED, Stage.DECIDED])
def test_nothing_of_the_handling_or_the_decision_shows_before_it_is_released(stage, client):
    """The same page, to the letter, whatever has been done inside."""
    case = submitted_case(stage)
    draft_of(case)
    submission(case)
    if stage in {Stage.PROPOSED, Stage.DECIDED}:
        proposal(Outcome.REJECT, case, submission=case.submissions.get())
        Case.objects.filter(pk=case.pk).update(stage=stage)
    client.force_login(case.created_by)
    page = client.get(reverse("desk:region_case", args=[case.pk])).content.decode()
    found = shown(case, ARRIVED)
    assert [step.state for step in found.steps] == ["done", "done", "now", "later", "later"]
    assert (found.can_change, found.can_withdraw) == (True, True)
    for word in ("Förslag", "avslag", "Avslag", "Granskas", "Bedöms", "Beslutad"):
        assert word not in page


def test_released_decision_shows_and_waits_to_be_read(now):
    case = submitted_case(Stage.PROPOSED)
    draft_of(case)
    submission(case)
    made_letter(proposed=proposal(case=case, submission=case.submissions.get()))
    found = shown(case, now)
    assert found.letter
    assert [step.state for step in found.steps] == ["done", "done", "now"]
    assert (found.decided_by, found.may_ask_on) == (None, None)
    assert "Ni fick beslutet" in [event.text for event in found.events]


def test_withdrawn_case_is_to_be_closed(case, now):
    Case.objects.filter(pk=case.pk).update(withdrawn_at=now)
    found = shown(case, now)
    assert ("Vi avslutar ärendet med ett beslut om avskrivning", "now") in titles(found.steps)
    assert found.may_ask_on is None


def test_page_is_for_the_region_alone_and_not_for_drafts(case):
    assert regions_case(case.officer, case.pk) is None
    assert regions_case(member("editor", code="12"), case.pk) is None


@pytest.mark.parametrize("rounds", [0, 5])
def test_page_asks_few_queries(rounds, case, now, client, django_assert_max_num_queries):
    for number in range(rounds):
        message(case, by=case.officer, side="authority")
        ask(case, now, text=f"Begäran {number}")
        write(case, now, summary=f"Svar {number}.")
        send(case, now)
    client.force_login(case.created_by)
    with django_assert_max_num_queries(12):
        response = client.get(reverse("desk:region_case", args=[case.pk]))
    assert response.status_code == 200


# --- What was granted -------------------------------------------------------------------------------------------


def listed(case):
    """The case as the region's start page and list have it."""
    now = timezone.now()
    (on_start,) = region_start(case.created_by, case.region, now).cases
    (in_list,) = region_cases_page(case.created_by, case.region, "").object_list
    assert on_start.granted == in_list.granted
    return in_list.granted


def granted_step(case):
    return next(step.detail for step in shown(case, timezone.now()).steps if step.title.startswith("Beslut:"))


def test_what_was_granted_shows_once_the_region_has_its_letter():
    case = made_letter(Outcome.GRANT_IN_PART).decision.case
    case.refresh_from_db()
    assert listed(case) == sum(GRANTED.values()) == 3_900_000
    assert granted_step(case) == f"{kronor(3_900_000)} beviljat, av {kronor(case.amount_applied)} sökta"


@pytest.mark.parametrize("is_held", [True, False])
def test_what_was_granted_is_not_told_before_the_letter(is_held, client):
    case = ordered_letter(Outcome.GRANT_IN_PART, is_held=is_held).decision.case
    assert listed(case) is None
    client.force_login(case.created_by)
    for page in ("/", reverse("desk:region_cases"), reverse("desk:region_case", args=[case.pk])):
        assert kronor(3_900_000) not in client.get(page).content.decode()


def test_rejection_grants_nothing_to_show():
    case = made_letter(Outcome.REJECT).decision.case
    case.refresh_from_db()
    assert listed(case) is None
    assert granted_step(case) == ""


def test_changed_decision_counts_when_its_letter_has_come():
    first = made_letter(Outcome.GRANT_IN_PART).decision
    Decision.objects.filter(pk=first.pk).update(is_in_force=False)
    more = ordered_letter(
        Outcome.GRANT_IN_PART, case=first.case, replaces=first, amounts={2022: 4_000_000}, is_held=True
    )
    assert listed(first.case) == 3_900_000
    Release.objects.create(decision=more.decision, released_at=timezone.now(), released_by=more.decision.decided_by)
    make_letter(letter_id=more.pk, at=timezone.now())
    assert listed(first.case) == 4_000_000


@pytest.mark.parametrize("number", [1, 12])
def test_regions_list_asks_as_few_queries_whatever_was_granted(number, client, django_assert_max_num_queries):
    user = member("editor")
    for index in range(number):
        made_letter(case=submitted_case(by=user, registry_number=f"2022-00{index:04}"))
    client.force_login(user)
    for page in ("/", reverse("desk:region_cases")):
        with django_assert_max_num_queries(10):
            said = client.get(page).content.decode()
        assert said.count("3\u00a0900\u00a0000\u00a0kr") == min(number, 10 if page == "/" else 25)


# --- What waits ------------------------------------------------------------------------------------------------


def region_tasks(case, at):
    return [task for task in region_start(case.created_by, case.region, at).tasks if task.icon != "pencil"]


def officer_tasks(case, at):
    return [task.title for task in staff_tasks(case.officer, at=at)]


def test_supplement_waits_for_the_region_until_it_is_sent_and_says_when_late(case, now):
    ask(case, now)
    (task,) = region_tasks(case, now)
    assert (task.title, task.due_on, task.is_late) == ("Komplettera ansökan", date(2022, 6, 15), False)
    (task,) = region_tasks(case, now + timedelta(days=20))
    assert task.is_late
    write(case, now)
    send(case, now)
    assert region_tasks(case, now) == []


def test_officer_has_nothing_to_do_while_waiting_and_is_told_when_it_is_late(case, now):
    before = officer_tasks(case, now)
    assert before == ["Granska ansökan formellt"]
    asked = ask(case, now)
    assert officer_tasks(case, now) == []
    assert officer_tasks(case, now + timedelta(days=20)) == ["Kompletteringen är försenad"]
    applications.submissions.actions.ask_more_time(
        case_id=case.pk,
        wanted_on=asked.due_on + timedelta(days=9),
        reason="Semester.",
        by=case.created_by,
        arrived_at=now,
        at=now,
    )
    assert officer_tasks(case, now) == ["Svara om mer tid för komplettering"]
    write(case, now)
    send(case, now)
    assert officer_tasks(case, now) == before


def test_message_waits_for_the_side_that_has_not_answered(case, now):
    message(case)
    assert "Svara regionen" in officer_tasks(case, now)
    assert region_tasks(case, now) == []
    message(case, by=case.officer, side=Side.AUTHORITY)
    assert "Svara regionen" not in officer_tasks(case, now)
    assert [task.title for task in region_tasks(case, now)] == ["Läs och svara på meddelandet från myndigheten"]
    applications.correspondence.actions.settle_message(
        message_id=Message.objects.last().pk, side=Side.REGION, by=case.created_by, at=now
    )
    assert region_tasks(case, now) == []


def test_message_in_a_case_that_nobody_has_waits_for_every_officer(case, now):
    message(case)
    Case.objects.filter(pk=case.pk).update(officer=None, stage=Stage.NOTIFIED)
    assert officer_tasks(case, now) == ["Ta ärendet och svara regionen"]


def test_work_list_finds_what_waits(case, now, client):
    other = submitted_case(title="Ett annat projekt", call=case.call)
    message(other)
    ask(case, now)
    SupplementRequest.objects.update(due_on=timezone.now().date() + timedelta(days=9))
    client.force_login(case.officer)

    def found(waits):
        return [row.pk for row in client.get(f"/arbetslista/?flag={waits}").context["work_list"].page]

    assert found("supplement") == [case.pk]
    assert found("late") == []
    assert found("message") == [other.pk]
    assert "Väntar på komplettering till" in client.get("/arbetslista/").content.decode()
    SupplementRequest.objects.update(due_on=timezone.now().date() - timedelta(days=9))
    assert found("late") == [case.pk]
    assert "Komplettering försenad" in client.get("/arbetslista/").content.decode()


def test_documents_name_what_the_region_was_told_of_time(client):
    case = old_case()
    delay_notice(case)
    decision_request(case)
    refusal(case)
    client.force_login(member(code=case.region_id))

    page = client.get(reverse("desk:region_case", args=[case.pk])).content.decode()

    documents = page[page.index("<h2>Handlingar</h2>") :]
    assert "Underrättelser om försening" in documents
    assert "Beslutet att avslå er begäran om avgörande" in documents

"""The undecided cases by age."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.calls.models import Call
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews.ageing import VIEWS, ageing_list, near_due, past_due, promises_made, to_be_told
from applications.reviews.handling_time import handling_times
from applications.submissions.models import SupplementRequest
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import ARRIVED, conflict, submitted_case
from tests.factories.clocks import MUCH_LATER, decision_request, delay_notice, old_case, refusal
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


def listed(user, query="", at=MUCH_LATER):
    return ageing_list(user, QueryDict(query), at=at)


def shown(user, query="", at=MUCH_LATER):
    return [row.case.title for row in listed(user, query, at).rows]


@pytest.fixture
def officer():
    return staff("case_officer", name="Karin Ek")


@pytest.fixture
def cases(officer):
    """Old, told, asked for, withdrawn; soon old; new and with the region; and what is decided, or only begun."""
    shared, quick = call(), call(slug="snabb", decision_months=3)
    writer = member("editor", name="Anders Lind")
    made = {
        name: old_case(title=name, call=shared, by=writer, officer=officer) for name in ("Gammalt", "Känt", "Begärt")
    }
    made["Snart"] = old_case(
        title="Snart", call=quick, by=writer, officer=officer, arrived_at=ARRIVED + timedelta(days=100)
    )
    made["Nytt"] = old_case(
        title="Nytt", call=shared, by=writer, officer=staff("case_officer"), arrived_at=ARRIVED + timedelta(days=170)
    )
    old_case(Stage.DECIDED, title="Beslutat", call=shared, by=writer, officer=officer)
    delay_notice(made["Känt"])
    decision_request(made["Begärt"])
    SupplementRequest.objects.create(
        case=made["Nytt"],
        text="Mer",
        sections=[],
        asked_by=officer,
        asked_at=MUCH_LATER - timedelta(days=10),
        due_on=MUCH_LATER.date() - timedelta(days=1),
    )
    return made


def test_oldest_stand_first_and_each_view_narrows_the_list(cases, officer):
    assert shown(officer) == ["Gammalt", "Känt", "Begärt", "Snart", "Nytt"]
    for view, expected in {
        "att-underratta": ["Gammalt", "Begärt"],
        "forsenade": ["Gammalt", "Känt", "Begärt"],
        "snart": ["Snart"],
        "sex-manader": ["Gammalt", "Känt", "Begärt"],
        "hos-regionen": ["Nytt"],
        "begaran": ["Begärt"],
        "ett-annat": ["Gammalt", "Känt", "Begärt", "Snart", "Nytt"],
    }.items():
        assert shown(officer, f"visa={view}") == expected, view
    counts = {view.key: view.count for view in listed(officer).views}
    assert [counts[key] for key in VIEWS] == [5, 2, 3, 1, 3, 1, 1]


def test_rows_say_how_long_the_region_has_had_the_case(cases, officer):
    row = next(row for row in listed(officer).rows if row.case.title == "Nytt")
    clock = row.time.clock
    assert (clock.days, clock.days_with_region, clock.is_supplement_overdue) == (17, 10, True)


def test_call_and_own_cases_filter_and_nonsense_does_not(cases, officer):
    quick = Call.objects.get(slug="snabb")
    assert shown(officer, f"call={quick.pk}") == ["Snart"]
    assert shown(officer, "mina=1") == ["Gammalt", "Känt", "Begärt", "Snart"]
    assert len(shown(officer, "call=x&visa=%00&page=zz")) == 5


def test_only_those_whose_region_the_reader_tells_can_be_chosen(cases, officer):
    assert [row.may_tell for row in listed(officer).rows] == [True, True, True, True, False]
    assert listed(officer).some_may_not_be_told
    assert all(row.may_tell for row in listed(staff("decision_maker")).rows)
    assert not listed(staff("decision_maker")).some_may_not_be_told
    assert not listed(staff("registrar")).may_tell


def test_barred_person_sees_nothing_of_the_case_and_an_assessor_only_theirs(cases, client):
    barred = staff("case_officer")
    conflict(cases["Gammalt"], barred)
    assert "Gammalt" not in shown(barred)
    assert shown(staff("assessor")) == []
    client.force_login(barred)
    assert cases["Gammalt"].registry_number not in client.get(reverse("clocks:list")).text


def test_withdrawn_case_waits_for_its_closing_and_no_notice(cases, officer):
    Case.objects.filter(title="Gammalt").update(withdrawn_at=MUCH_LATER)
    assert shown(officer, "visa=att-underratta") == ["Begärt"]
    assert "Gammalt" in shown(officer)


def test_refused_request_no_longer_waits(cases, officer):
    refusal(cases["Begärt"])
    assert shown(officer, "visa=begaran") == []


@pytest.mark.parametrize("number", [3, 60])
def test_page_asks_few_queries(number, client, django_assert_max_num_queries):
    officer, shared, writer = staff("case_officer"), call(), member("editor")
    for index in range(number):
        case = submitted_case(Stage.CHECKING, officer, call=shared, by=writer, title=f"Projekt {index}")
        if index % 3 == 0:
            delay_notice(case)
            decision_request(case)
    client.force_login(officer)
    for query in ("", "?visa=att-underratta&mina=1&page=2"):
        with django_assert_max_num_queries(10):
            page = client.get(reverse("clocks:list") + query)
        assert page.status_code == 200
        assert len(page.content) < 60_000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    months=st.sampled_from([None, 0, 1, 3, 6, 9]),
    days=st.integers(0, 500),
    hour=st.integers(0, 23),
)
def test_list_and_clock_agree_on_what_is_late(transactional_case, months, days, hour):
    Call.objects.update(decision_months=months)
    case = Case.objects.select_related("call").get(pk=transactional_case.pk)
    at = datetime(2022, 6, 1, hour, 30, tzinfo=UTC) + timedelta(days=days)
    clock = handling_times([case], at=at)[case.pk].clock
    today, promises = localdate(at), promises_made()
    found = Case.objects.filter(pk=case.pk)
    assert found.filter(past_due(today, promises)).exists() == clock.is_past_due
    assert found.filter(near_due(today, promises)).exists() == clock.is_near_due
    assert found.filter(to_be_told(today, promises)).exists() == clock.is_to_be_told


@pytest.fixture
def transactional_case():
    return submitted_case(Stage.CHECKING, arrived_at=datetime(2022, 6, 1, 21, 59, tzinfo=UTC))


def test_page_says_what_it_is_when_nothing_is_there(client):
    client.force_login(staff("case_officer"))
    assert "Inga ärenden passar in" in client.get(reverse("clocks:list")).text

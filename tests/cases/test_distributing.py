"""Giving many cases to one officer: all or none, each case named that stands in the way."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from applications.cases.actions import assign_cases
from applications.cases.models import Case
from applications.cases.states import Stage
from portal.audit.models import AuditEntry
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, submitted_case
from tests.factories.regions import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return staff("registrar", name="Rut Lund")


@pytest.fixture
def karin():
    return staff("case_officer", name="Karin Ek")


def some(number, **fields):
    shared, writer = call(), member("editor")
    return [submitted_case(call=shared, by=writer, title=f"Projekt {n}", **fields) for n in range(number)]


def keys(cases):
    return [case.pk for case in cases]


def test_all_get_the_officer_and_new_ones_are_under_review(now, registrar, karin):
    cases = [*some(2), submitted_case(Stage.ASSESSING), submitted_case(Stage.NOTIFIED)]
    given = assign_cases(case_ids=keys(cases), to=karin, by=registrar, at=now)
    assert keys(given) == sorted(keys(cases))
    fresh = Case.objects.order_by("pk")
    assert {case.officer for case in fresh} == {karin}
    assert [case.stage for case in fresh] == ["checking", "checking", "assessing", "notified"]
    for case in cases:
        entry = AuditEntry.objects.get(subject=case.audit_subject)
        assert (entry.event, entry.by, entry.details.content) == ("case_assigned", registrar, {"to": karin.pk})


def test_officer_is_told_once_and_who_had_a_case_of_theirs(now, registrar, karin):
    former = staff("case_officer", name="Bo Alm")
    cases = some(2, officer=former, stage=Stage.CHECKING) + some(1)
    assign_cases(case_ids=keys(cases), to=karin, by=registrar, at=now)
    told = {notice.person: notice.subject for notice in Notice.objects.all()}
    assert told == {karin: "Du har fått 3 ärenden", former: "2 av dina ärenden har fått en annan handläggare"}
    assert Mail.objects.count() == 2


def test_again_changes_nothing_and_who_takes_them_is_not_told(now, karin):
    cases = some(2)
    assign_cases(case_ids=keys(cases), to=karin, by=karin, at=now)
    assert assign_cases(case_ids=keys(cases), to=karin, by=karin, at=now) == []
    assert AuditEntry.objects.filter(event="case_assigned").count() == 2
    assert not Notice.objects.exists()


def test_none_changes_when_one_can_not_and_each_is_named(now, registrar, karin):
    cases = some(3)
    conflict(cases[1], karin)
    party = submitted_case(code="25", by=member("editor", code="25"))
    karin.memberships.create(region_id="25", role="editor", started_at=now)
    with pytest.raises(ValidationError) as refused:
        assign_cases(case_ids=[*keys(cases), party.pk], to=karin, by=registrar, at=now)
    assert [message.partition(":")[0] for message in refused.value.messages] == [
        cases[1].registry_number,
        party.registry_number,
    ]
    assert all("Karin Ek kan inte ta ärendet" in message for message in refused.value.messages)
    assert not Case.objects.exclude(officer=None).exists()
    assert not AuditEntry.objects.filter(event="case_assigned").exists()


def test_officer_gives_away_nobodys_cases_and_their_own_but_not_anothers(now, registrar, karin):
    other = staff("case_officer", name="Bo Alm")
    theirs, mine, left = submitted_case(Stage.CHECKING, other), submitted_case(Stage.CHECKING, karin), submitted_case()
    with pytest.raises(ValidationError, match=f"{theirs.registry_number}: Bo Alm har ärendet"):
        assign_cases(case_ids=keys([theirs, mine, left]), to=karin, by=karin, at=now)
    assign_cases(case_ids=keys([mine, left]), to=other, by=karin, at=now)
    assert set(Case.objects.values_list("officer", flat=True)) == {other.pk}
    other.staff_roles.all().delete()
    assign_cases(case_ids=keys([theirs]), to=karin, by=karin, at=now)


def test_who_may_not_see_a_case_can_not_give_it_away(now, registrar, karin):
    cases = some(2)
    conflict(cases[0], registrar)
    with pytest.raises(ValidationError, match="går inte längre att se"):
        assign_cases(case_ids=keys(cases), to=karin, by=registrar, at=now)


@pytest.mark.parametrize("role", ["assessor", "call_administrator"])
def test_only_who_sees_every_case_gives_them(role, now, karin):
    with pytest.raises(PermissionDenied):
        assign_cases(case_ids=keys(some(1)), to=karin, by=staff(role), at=now)


def test_who_is_no_officer_is_given_none(now, registrar):
    with pytest.raises(ValidationError, match="kan inte ta ärendet"):
        assign_cases(case_ids=keys(some(1)), to=staff("assessor"), by=registrar, at=now)


@pytest.mark.parametrize("number", [0, 201])
def test_number_has_bounds(number, now, registrar, karin):
    with pytest.raises(ValidationError, match="mellan ett och 200"):
        assign_cases(case_ids=range(number), to=karin, by=registrar, at=now)


@pytest.mark.parametrize("number", [2, 12])
def test_checks_ask_as_much_whatever_the_number(number, now, registrar, karin, django_assert_max_num_queries):
    """The refusal of many costs what the refusal of few does: what remains is a few writes for each case."""
    cases = some(number, officer=staff("case_officer"), stage=Stage.CHECKING)
    for case in cases:
        conflict(case, karin)
    with django_assert_max_num_queries(12), pytest.raises(ValidationError):
        assign_cases(case_ids=keys(cases), to=karin, by=registrar, at=now)


# --- On the page --------------------------------------------------------------------------------


def test_page_shows_what_was_chosen_and_offers_who_may_take_each(client, registrar, karin):
    free = staff("case_officer", name="Fri Ledig")
    cases = some(2)
    conflict(cases[0], karin)
    client.force_login(registrar)
    page = client.get(
        f"/arenden/tilldela/?case={cases[0].pk}&case={cases[1].pk}&case=x&then=/arbetslista/%3Ftab=new"
    ).text
    assert page.count('name="case"') == 2
    assert "Fri Ledig" in page
    assert "Karin Ek" not in page
    sent = {"case": keys(cases), "to": free.pk, "then": "/arbetslista/?tab=new"}
    answer = client.post("/arenden/tilldela/", sent, follow=True)
    assert answer.redirect_chain == [("/arbetslista/?tab=new", 302)]
    assert "Fri Ledig har nu de 2 ärendena." in answer.text
    assert set(Case.objects.values_list("officer", flat=True)) == {free.pk}


def test_page_names_the_case_of_who_declared_a_conflict_meanwhile(client, registrar, karin):
    cases = some(2)
    client.force_login(registrar)
    conflict(cases[1], karin)
    answer = client.post("/arenden/tilldela/", {"case": keys(cases), "to": karin.pk})
    assert answer.status_code == 422
    assert f"{cases[1].registry_number}: Karin Ek kan inte ta ärendet" in answer.text
    assert not Case.objects.exclude(officer=None).exists()


def test_page_says_what_is_missing(client, registrar):
    (case,) = some(1)
    client.force_login(registrar)
    assert "Inga ärenden är valda" in client.get("/arenden/tilldela/").text
    answer = client.post("/arenden/tilldela/", {"case": [case.pk], "then": "https://example.com/"})
    assert "Välj vem som ska handlägga ärendena." in answer.text
    assert "example.com" not in answer.text
    assert client.post("/arenden/tilldela/", {"to": "abc", "case": ["1e9", "99999999999999999999"]}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_who_assign_the_same_cases_wait_for_each_other_and_both_are_done(now):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    registrar, officers = staff("registrar"), [staff("case_officer"), staff("case_officer")]
    cases = keys(some(12))
    start, failed = threading.Barrier(2), []

    def assign(to, order):
        try:
            start.wait()
            for _round in range(5):
                assign_cases(case_ids=order, to=to, by=registrar, at=now)
        except Exception as error:  # noqa: BLE001 - told of by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=assign, args=(to, order))
        for to, order in zip(officers, (cases, cases[::-1]), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(Case.objects.values_list("officer", flat=True))) == 1

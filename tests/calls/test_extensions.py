"""Longer time to apply: for all or one region, before and after closing; and everything that follows it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse

from applications.calls import queries
from applications.calls.actions import clone_call, extend_deadline
from applications.calls.events import deadline_extended
from applications.calls.history import history_with_changes
from applications.calls.models import Call, Extension, Outcome
from applications.cases.states import Stage
from applications.desk.queries import region_start
from applications.drafting.actions import start_draft
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.calls import CLOSES, OPENS
from tests.factories.calls import call as make_call
from tests.factories.decisions import assessed_case, decision, proposal
from tests.factories.drafting import draft
from tests.factories.regions import member, region

pytestmark = pytest.mark.django_db

AUGUST = datetime(2022, 8, 1, 10, tzinfo=UTC)
AFTER = CLOSES + timedelta(hours=3)
WEEK = timedelta(days=7)


@pytest.fixture
def administrator():
    return staff("call_administrator", name="Anna Admin")


@pytest.fixture
def call():
    return make_call()


def extend(call, by, *, code=None, closes_at=CLOSES + WEEK, reason="Portalen låg nere.", at=AUGUST) -> Extension:
    return extend_deadline(
        call_id=call.pk,
        region=region(code) if code else None,
        closes_at=closes_at,
        reason=reason,
        by=by,
        at=at,
    )


def test_extension_for_all_moves_the_calls_closing(call, administrator):
    made = extend(call, administrator)

    call.refresh_from_db()
    assert (call.closes_at, call.region_closings) == (CLOSES + WEEK, {})
    assert (made.closed_at, made.closes_at, made.region, made.decided_by) == (
        CLOSES,
        CLOSES + WEEK,
        None,
        administrator,
    )
    assert call.is_in_time_for("20", CLOSES)
    assert not call.is_in_time_for("20", CLOSES + WEEK)


def test_extension_for_a_region_moves_its_closing_alone(call, administrator):
    extend(call, administrator, code="20")

    call.refresh_from_db()
    assert call.closes_at == CLOSES
    assert (call.closing_for("20"), call.closing_for("21")) == (CLOSES + WEEK, CLOSES)
    assert call.is_in_time_for("20", CLOSES + WEEK - timedelta(microseconds=1))
    assert not call.is_in_time_for("21", CLOSES)


def test_extension_of_a_closed_call_opens_the_door_again(call, administrator):
    member(code="20")
    with pytest.raises(ValidationError):
        start_draft(call=call, region=region("20"), title="Sent", by=member(code="20"), at=AFTER)
    extend(call, administrator, code="20", at=AFTER)
    call.refresh_from_db()

    assert start_draft(call=call, region=region("20"), title="I tid", by=member(code="20"), at=AFTER).is_draft
    with pytest.raises(ValidationError):
        start_draft(call=call, region=region("21"), title="Sent", by=member(code="21"), at=AFTER)


def test_longest_time_counts_whichever_was_given_last(call, administrator):
    extend(call, administrator, code="20", closes_at=CLOSES + 2 * WEEK)
    extend(call, administrator, closes_at=CLOSES + WEEK)
    call.refresh_from_db()

    assert (call.closing_for("20"), call.closing_for("21")) == (CLOSES + 2 * WEEK, CLOSES + WEEK)
    extend(call, administrator, closes_at=CLOSES + 3 * WEEK)
    call.refresh_from_db()
    assert (call.closing_for("20"), call.closing_for("21")) == (CLOSES + 3 * WEEK, CLOSES + 3 * WEEK)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"closes_at": CLOSES}, "closes_at"),
        ({"closes_at": CLOSES - WEEK}, "closes_at"),
        ({"closes_at": CLOSES + WEEK, "at": CLOSES + WEEK}, "closes_at"),
        ({"reason": "  \n"}, "reason"),
        ({"code": "12"}, "region"),
    ],
)
def test_extension_refuses_what_is_not_later_not_explained_or_not_theirs(call, administrator, wrong, field):
    call.eligible_regions.remove(region("12"))
    with pytest.raises(ValidationError) as refused:
        extend(call, administrator, **wrong)

    assert list(refused.value.error_dict) == [field]
    call.refresh_from_db()
    assert (call.closes_at, Extension.objects.count()) == (CLOSES, 0)


def test_extension_of_a_draft_is_refused(administrator):
    with pytest.raises(ValidationError, match="inte publicerad"):
        extend(make_call(published_at=None), administrator)


@pytest.mark.parametrize("role", ["case_officer", "decision_maker", "registrar"])
def test_extension_is_for_call_administrators(call, role):
    with pytest.raises(PermissionDenied):
        extend(call, staff(role))


@pytest.mark.parametrize(
    ("outcome", "refused"), [(Outcome.GRANT, True), (Outcome.REJECT, True), (Outcome.CLOSE, False)]
)
def test_extension_stops_at_the_first_decision_on_the_merits(call, administrator, outcome, refused):
    decision(proposal(assessed_case(call=call, stage=Stage.DECIDED), outcome=outcome))

    if refused:
        with pytest.raises(ValidationError, match="redan beviljad eller avslagen"):
            extend(call, administrator, at=AFTER)
    else:
        assert extend(call, administrator, at=AFTER)


def test_extension_is_in_the_calls_log_with_who_why_and_both_moments(call, administrator):
    extend(call, administrator)
    extend(call, administrator, code="20", closes_at=CLOSES + 2 * WEEK, reason="Sjukdom.")

    assert [line.sentence for line, _changes in history_with_changes(call)] == [
        "Anna Admin förlängde ansökningstiden för Region Dalarna, från 16 september 2022 kl. 23.59 "
        "till 23 september 2022 kl. 23.59. Skäl: Sjukdom.",
        "Anna Admin förlängde ansökningstiden för alla, från 9 september 2022 kl. 23.59 "
        "till 16 september 2022 kl. 23.59. Skäl: Portalen låg nere.",
    ]


def test_extension_is_never_changed_nor_deleted(call, administrator):
    extend(call, administrator)
    for change in ("UPDATE calls_extension SET reason = ''", "DELETE FROM calls_extension"):
        with pytest.raises(Exception, match=r"calls_extension|append|ändras"), transaction.atomic():
            connection.cursor().execute(change)


def test_extension_announces_the_regions_whose_closing_moved(call, administrator):
    call.eligible_regions.set([region("20"), region("21")])
    extend(call, administrator, code="20", closes_at=CLOSES + 2 * WEEK)
    heard = []

    def listen(extension, regions, at, **kwargs):
        heard.append((extension, regions, at))

    deadline_extended.connect(listen)
    try:
        made = extend(call, administrator)
    finally:
        deadline_extended.disconnect(listen)
    assert heard == [(made, ["21"], AUGUST)]


def test_a_copy_of_a_call_has_none_of_its_extensions(call, administrator):
    extend(call, administrator, code="20")
    call.refresh_from_db()
    later = timedelta(days=900)
    copy = clone_call(
        call=call, slug="ny", title="Ny", opens_at=OPENS + later, closes_at=CLOSES + later, by=administrator, at=AUGUST
    )

    assert (copy.region_closings, copy.last_region_closing_at) == ({}, None)


class TestPages:
    def test_a_region_with_longer_time_finds_the_call_among_the_open_ones(self, call, administrator):
        person, other = member(code="20"), member(code="21")
        case = draft(call=call, by=person)
        draft(call=call, code="21", by=other)
        extend(call, administrator, code="20", at=AFTER)

        start = region_start(person, region("20"), AFTER)
        assert [one.pk for one in start.open_calls] == [call.pk]
        assert [task.closing.closes_at for task in start.tasks] == [CLOSES + WEEK]
        assert start.cases == [case]
        theirs = region_start(other, region("21"), AFTER)
        assert (theirs.open_calls, theirs.tasks) == ([], [])

    def test_list_of_calls_has_it_open_for_that_region_and_closed_for_others(self, call, administrator):
        extend(call, administrator, code="20", at=AFTER)
        person = member(code="20")

        theirs = queries.call_list(person, moment=AFTER, region=region("20"))
        assert (call in theirs.open, call in theirs.closed.object_list) == (True, False)
        for code in (None, "21"):
            found = queries.call_list(person, moment=AFTER, region=region(code) if code else None)
            assert (call in found.open, call in found.closed.object_list) == (False, True)

    @time_machine.travel(AFTER)
    def test_public_page_tells_of_an_extension_for_all(
        self, call, administrator, client, django_assert_max_num_queries
    ):
        extend(call, administrator, at=AFTER)
        with django_assert_max_num_queries(4):
            page = client.get(reverse("calls:call", args=[call.slug])).content.decode()

        assert "Ansökningstiden är förlängd. Först skulle utlysningen ha stängt 9 september 2022 kl. 23.59." in page
        assert "stänger 16 september 2022 kl. 23.59" in page

    @time_machine.travel(AFTER)
    def test_public_page_says_closed_to_all_but_the_region_with_longer_time(self, call, administrator, client):
        extend(call, administrator, code="20", at=AFTER)
        address = reverse("calls:call", args=[call.slug])

        assert "Utlysningen är stängd" in client.get(address).content.decode()
        client.force_login(member(code="20"))
        page = client.get(address).content.decode()
        assert "Region Dalarna har längre tid och kan söka till 16 september 2022 kl. 23.59." in page
        assert "Sök medel" in page
        client.force_login(member(code="21"))
        assert "Utlysningen är stängd" in client.get(address).content.decode()

    @time_machine.travel(AFTER)
    def test_draft_and_its_check_page_show_the_regions_own_closing(self, call, administrator, client):
        case = draft(call=call, by=member("signatory", code="20"))
        other = draft(call=call, code="21", by=member("signatory", code="21", email="c@example.test"))
        extend(call, administrator, code="20", at=AFTER)

        for one, says, hides in (
            (case, "Stänger 16 september", "Tiden har gått ut"),
            (other, "Tiden har gått ut", "16 sep"),
        ):
            client.force_login(one.created_by)
            for address in ("drafting:overview", "submissions:check"):
                page = client.get(reverse(address, args=[one.pk])).content.decode()
                assert says in page
                assert hides not in page


class TestAdmin:
    def test_administrator_sees_who_will_be_told_before_it_is_done(self, call, administrator, client):
        client.force_login(administrator)
        karin = member(code="20", name="Karin Lind")
        member(code="21", name="Ola Berg", email="ola@example.test")
        url = reverse("admin:calls_call_extend", args=[call.pk])
        asked = {"region": "20", "closes_at_0": "2022-09-17", "closes_at_1": "00:00", "reason": "Strömavbrott."}
        with time_machine.travel(AUGUST):
            page = client.post(url, asked).content.decode()
            assert "Karin Lind" in page
            assert "Ola Berg" not in page
            assert "16 september 2022 kl. 23.59" in page
            assert (Extension.objects.count(), Mail.objects.count()) == (0, 0)

            assert client.post(url, {**asked, "confirmed": "Förläng"}).status_code == 302
            page = client.get(url).content.decode()
        assert "Strömavbrott." in page
        assert [(mail.to, mail.category) for mail in Mail.objects.all()] == [(karin.email, "deadline_extended")]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"closes_at_0": "2022-09-09"},
            {"closes_at_0": "x"},
            {"reason": ""},
            {"region": "99"},
            {"reason": "x" * 1001},
            {"closes_at_0": "2023-03-26", "closes_at_1": "02:30"},
        ],
    )
    @pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
    def test_what_can_not_be_is_told_in_the_form(self, call, administrator, client, wrong, confirmed):
        client.force_login(administrator)
        asked = {"region": "", "closes_at_0": "2022-09-17", "closes_at_1": "00:00", "reason": "Strömavbrott."}
        with time_machine.travel(AUGUST):
            response = client.post(reverse("admin:calls_call_extend", args=[call.pk]), asked | wrong | confirmed)
        assert response.status_code == 200
        assert response.context["form"].errors
        assert Extension.objects.count() == 0

    def test_page_is_for_call_administrators(self, call, client):
        client.force_login(staff("case_officer"))
        assert client.get(reverse("admin:calls_call_extend", args=[call.pk])).status_code in {302, 403, 404}

    def test_page_says_that_it_is_too_late_instead_of_asking(self, call, administrator, client):
        client.force_login(administrator)
        address = reverse("admin:calls_call_extend", args=[call.pk])
        assert "Visa vad som händer" in client.get(address).content.decode()
        decision(proposal(assessed_case(call=call, stage=Stage.DECIDED), outcome=Outcome.GRANT))
        page = client.get(address).content.decode()
        assert "redan beviljad eller avslagen" in page
        assert "Visa vad som händer" not in page

    def test_page_of_a_draft_leads_to_its_form(self, administrator, client):
        client.force_login(administrator)
        page = client.get(reverse("admin:calls_call_extend", args=[make_call(published_at=None).pk]))
        assert "inte publicerad" in page.content.decode()


def test_calls_are_loaded_without_extensions():
    assert not Call.objects.exclude(region_closings={}).exists()

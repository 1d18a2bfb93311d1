"""Writing again in what was handed in, and the version that stands meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

import applications.drafting.actions
import applications.submissions.actions
import portal.audit.actions
from applications.cases.models import Case, Document
from applications.cases.states import Stage
from applications.drafting.models import SectionVersion
from applications.submissions.actions import TooLate
from applications.submissions.queries import changes_since, check_page, standing_version, version_of
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.drafting import full_draft
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
actions = applications.submissions.actions


def fresh(case):
    return Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)


def submit(case, by, at):
    values = {"case_id": case.pk, "by": by, "arrived_at": at, "at": at}
    return actions.submit_application(**values, seen_hash=check_page(fresh(case)).sha256)


def write(case, by, at, summary="Vi bygger två ingångar."):
    number = SectionVersion.objects.get(draft_id=case.pk, section_key="project", is_current=True).number
    applications.drafting.actions.save_section(
        case_id=case.pk,
        section_key="project",
        changes={"summary": summary},
        base_version=number,
        by=by,
        at=at,
    )


def reopen(case, by, at):
    return actions.reopen(case_id=case.pk, by=by, arrived_at=at, at=at)


@pytest.fixture
def signatory():
    return member("signatory", name="Karin Ek")


@pytest.fixture
def case(now, signatory):
    made = full_draft()
    submit(made, signatory, now)
    return fresh(made)


def test_page_of_the_case_says_that_it_is_open_and_which_version_stands(now, case, signatory, client):
    reopen(case, signatory, now)
    with time_machine.travel(now):
        client.force_login(signatory)
        page = client.get(reverse("desk:region_case", args=[case.pk])).content.decode()
    assert "Ansökan är öppen för ändring" in page
    assert "Version 1, som redan är inlämnad, gäller." in page


@pytest.mark.parametrize(("role", "offered"), [("signatory", True), ("editor", False), ("reader", False)])
def test_handing_in_again_is_offered_to_those_who_may(role, offered, now, case, signatory, client):
    reopen(case, signatory, now)
    client.force_login(member(role))
    with time_machine.travel(now, tick=False):
        for page in (f"/ansokningar/{case.pk}/", f"/ansokningar/{case.pk}/arende/"):
            said = client.get(page).content.decode()
            assert ("Kontrollera och lämna in igen" in said) == offered
            assert ("Läs det som ska lämnas in" in said) != offered


def test_reopened_application_stands_until_it_is_handed_in_again(now, case, signatory):
    editor = member("editor")
    reopening = reopen(case, signatory, now)
    assert reopen(case, signatory, now) == reopening
    assert set(Mail.objects.filter(category="reopened").values_list("to", flat=True)) == {
        editor.email,
        case.created_by.email,
    }
    write(case, editor, now)
    summary = "Vi bygger en gemensam ingång till validering i hela länet."
    assert standing_version(fresh(case)).answer("project", "summary") == summary
    second = submit(case, signatory, now + timedelta(hours=1))
    reopening.refresh_from_db()
    assert (second.number, reopening.submission, reopening.ended_at) == (2, second, now + timedelta(hours=1))
    case = fresh(case)
    assert (case.registry_number, case.arrived_at, case.stage) == ("2022-000001", now, "submitted")
    assert not case.draft.is_open
    assert standing_version(case).answer("project", "summary") == "Vi bygger två ingångar."
    assert version_of(case, 1).submitted_by_name == "Karin Ek"
    titles = list(Document.objects.filter(case=case).values_list("title", flat=True))
    assert titles == [f"Ansökan: {case.title}", f"Ansökan, version 2: {case.title}"]
    events = list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))
    assert events == ["application_submitted", "application_reopened", "application_submitted"]


def test_reopening_that_is_ended_leaves_it_as_it_was(now, case, signatory):
    reopen(case, signatory, now)
    write(case, signatory, now)
    actions.end_reopening(case_id=case.pk, by=signatory, at=now)
    assert not fresh(case).draft.is_open
    assert case.submissions.count() == 1
    with pytest.raises(ValidationError, match="inte öppen för ändring"):
        actions.end_reopening(case_id=case.pk, by=signatory, at=now)
    # What was written and left does not slip into the next version.
    reopen(case, signatory, now)
    again = check_page(fresh(case))
    assert again.sha256 == case.submissions.get().sha256
    assert again.since_standing == []


def test_only_a_signatory_of_the_region_reopens(now, case):
    for role in ("editor", "coordinator", "reader"):
        with pytest.raises(PermissionDenied):
            reopen(case, member(role), now)
    with pytest.raises(Case.DoesNotExist):
        reopen(case, member("signatory", code="12"), now)


def test_closing_ends_what_can_be_changed_and_the_version_stands(now, case, signatory):
    closes_at = case.call.closes_at
    reopen(case, signatory, closes_at - timedelta(seconds=1))
    write(case, signatory, closes_at)
    with pytest.raises(TooLate):
        submit(case, signatory, closes_at)
    assert case.submissions.count() == 1
    actions.end_reopening(case_id=case.pk, by=signatory, at=closes_at)
    with pytest.raises(ValidationError, match="Utlysningen har stängt"):
        reopen(case, signatory, closes_at)


def test_reopening_is_judged_by_the_regions_own_closing(now, case, signatory):
    call, later = case.call, case.call.closes_at + timedelta(days=2)
    call.region_closings = {"20": later.isoformat()}
    call.save(update_fields=["region_closings"])
    assert reopen(case, signatory, later - timedelta(seconds=1)).ended_at is None


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.CHECKING, Stage.ASSESSING])
def test_officer_may_have_begun(stage, now, case, signatory):
    officer = staff("case_officer")
    Case.objects.filter(pk=case.pk).update(stage=stage, officer=officer)
    reopen(case, signatory, now)
    assert officer.email in set(Mail.objects.filter(category="reopened").values_list("to", flat=True))
    write(case, signatory, now)
    assert submit(case, signatory, now).number == 2
    assert fresh(case).stage == stage


def test_application_under_decision_is_not_reopened_nor_handed_in_and_the_region_does_not_learn_why(
    now, case, signatory
):
    reopen(case, signatory, now)
    Case.objects.filter(pk=case.pk).update(stage=Stage.PROPOSED)
    with pytest.raises(ValidationError) as refused:
        submit(case, signatory, now)
    assert "inte att göra det här nu" in str(refused.value)
    actions.end_reopening(case_id=case.pk, by=signatory, at=now)
    with pytest.raises(ValidationError) as refused:
        reopen(case, signatory, now)
    assert "inte att göra det här nu" in str(refused.value)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.PROPOSED, Stage.DECIDED])
def test_pages_offer_to_change_and_withdraw_whatever_the_stage(stage, client, case, signatory):
    """A link that vanished would tell the region that something is proposed or decided."""
    call = case.call
    call.closes_at = timezone.now() + timedelta(hours=1)
    call.save(update_fields=["closes_at"])
    Case.objects.filter(pk=case.pk).update(stage=stage)
    client.force_login(signatory)
    for page in ("ansokningar/{}/kvitto/", "arenden/{}/ansokan/"):
        assert f"/ansokningar/{case.pk}/oppna/" in client.get(f"/{page.format(case.pk)}").content.decode()
    assert f"/ansokningar/{case.pk}/aterkalla/" in client.get(f"/arenden/{case.pk}/ansokan/").content.decode()
    for page, button in (("oppna", "Öppna för ändring</button>"), ("aterkalla", "Återkalla ansökan</button>")):
        assert button in client.get(f"/ansokningar/{case.pk}/{page}/").content.decode()


def test_what_changed_in_a_reopened_application_tells_nothing_of_its_handling(now, case, signatory):
    reopen(case, signatory, now)
    seen = check_page(fresh(case)).seen
    officer = staff("case_officer", name="Sara Nyberg")
    portal.audit.actions.record(fresh(case), "case_taken", by=officer, at=now)
    portal.audit.actions.record(fresh(case), "attachment_added", by=signatory, at=now, name="avsikt.pdf")
    assert [event.about for event in changes_since(fresh(case), seen).events] == ["avsikt.pdf"]
    assert check_page(fresh(case)).seen.startswith("#:1,")


@pytest.mark.django_db(transaction=True)
def test_handing_in_a_new_version_asks_few_queries(now, client, django_assert_max_num_queries):
    case, signatory = full_draft(), member("signatory")
    submit(case, signatory, now)
    reopen(case, signatory, now)
    write(case, signatory, now)
    page = check_page(fresh(case))
    client.force_login(signatory)
    with django_assert_max_num_queries(21):
        response = client.post(
            f"/ansokningar/{case.pk}/lamna-in/",
            {"seen_hash": page.sha256, "seen": page.seen, "confirmed": "on"},
            **{"portal.arrived_at": now},
        )
    assert response.status_code == 302


def test_pages_of_the_draft_say_what_stands_before_and_after_closing(client, case, signatory):
    call = case.call
    now = timezone.now()
    call.closes_at = now + timedelta(hours=1)
    call.save(update_fields=["closes_at"])
    reopen(case, signatory, now)
    client.force_login(signatory)
    pages = [f"/ansokningar/{case.pk}/{page}" for page in ("", "avsnitt/project/")]
    for page in pages:
        said = client.get(page).content.decode()
        assert "gäller" in said
        assert "öppen för ändring" in said
    call.closes_at = now - timedelta(hours=1)
    call.save(update_fields=["closes_at"])
    for page in [*pages, f"/ansokningar/{case.pk}/lamna-in/", f"/arenden/{case.pk}/ansokan/"]:
        said = client.get(page).content.decode()
        assert "Tiden har gått ut och ansökan är inte inlämnad" not in said
        assert "Ändringen lämnades inte in" in said

"""Beginning with a copy, taking a draft away and putting it back; and reading without writing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

import regions.actions
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting import actions
from applications.drafting.queries import draft_content
from portal.audit.models import AuditEntry
from tests.factories.calls import call
from tests.factories.cases import submitted_case
from tests.factories.drafting import SECTIONS, attachment, draft, draft_of, full_draft, version
from tests.factories.regions import member, region
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db


def open_call(**fields: Any) -> Call:
    now = timezone.now()
    return call(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), **fields)


def start(by: Any, now: Any, **values: Any) -> Case:
    given = {"call": call(), "region": region(), "title": "Nytt försök", **values}
    return actions.start_draft(**given, by=by, at=now)


def page(name: str, case: Case, *args: object) -> str:
    return reverse(f"drafting:{name}", args=[case.pk, *args])


# --- Beginning as a copy ---


def test_draft_begins_as_a_copy_of_another_draft(now):
    source = full_draft()

    case = start(member(), now, copy_of=source.pk)

    assert case.draft.copied_from == source
    assert draft_content(case).sections["project"] == SECTIONS["project"]
    assert draft_content(case).versions["budget"] == 1
    assert (
        AuditEntry.objects.get(subject=case.audit_subject, event="draft_copied").details.content["source"] == source.pk
    )


def test_copy_of_what_was_handed_in_is_of_the_version_that_stands(now):
    source = submitted_case()
    source.draft = draft_of(source)
    submission(source, sections={"project": {"summary": "Inlämnad text"}})
    version(source, "project", {"summary": "Skriven efteråt"}, number=1)

    case = start(member(), now, copy_of=source.pk)

    assert draft_content(case).sections == {"project": {"summary": "Inlämnad text"}}


def test_copy_has_no_attachments(now):
    source = full_draft()
    attachment(source)

    assert draft_content(start(member(), now, copy_of=source.pk)).attachments == []


def test_other_regions_and_discarded_applications_are_not_copied(now):
    foreign, discarded = full_draft(code="12"), full_draft(discarded_at=now)
    for source in (foreign.pk, discarded.pk, 10**9):
        with pytest.raises(ValidationError) as refused:
            start(member(), now, copy_of=source)
        assert "copy_of" in refused.value.message_dict
    assert Case.objects.filter(title="Nytt försök").count() == 0


def test_start_form_offers_the_regions_applications_of_all_calls(client):
    new, person = open_call(), member()
    mine, handed_in = draft(title="Utkastet"), submitted_case(title="Den inlämnade")
    draft_of(handed_in)
    draft(title="Grannens", code="12")
    client.force_login(person)

    answer = client.get(reverse("drafting:start", args=[new.slug]))

    assert [pk for pk, _label in answer.context["form"].fields["copy_of"].choices] == ["", handed_in.pk, mine.pk]
    assert "Grannens" not in answer.text


def test_start_with_a_copy_leads_to_what_came_along(client):
    source, person = full_draft(title="Förra projektet"), member()
    attachment(source)
    new = open_call()
    client.force_login(person)

    answer = client.post(
        reverse("drafting:start", args=[new.slug]), {"title": "Nytt", "copy_of": source.pk}, follow=True
    )

    case = Case.objects.get(title="Nytt")
    assert answer.redirect_chain[-1][0] == page("copied", case)
    assert "Projektet</a>: 3 svar" in answer.text
    assert "finns 1 bilaga" in answer.text
    assert page("overview", source) in answer.text
    assert "Se vad som följde med" in client.get(page("overview", case)).text


def test_start_with_a_foreign_copy_keeps_the_title(client):
    source, new = full_draft(code="12"), open_call()
    full_draft()
    client.force_login(member())

    answer = client.post(reverse("drafting:start", args=[new.slug]), {"title": "Nytt", "copy_of": source.pk})

    assert (answer.status_code, 'value="Nytt"' in answer.text) == (422, True)
    assert "finns inte bland era" in answer.text


def test_overview_costs_as_before(client, django_assert_max_num_queries):
    case = full_draft(call=open_call())
    client.force_login(case.created_by)
    with django_assert_max_num_queries(8):
        client.get(page("overview", case))


# --- Taking away and putting back ---


def test_discarded_draft_no_longer_counts_and_comes_back_as_it_was(now):
    made, by = call(applications_per_region=1), member()
    case = start(by, now, call=made)

    actions.discard_draft(case_id=case.pk, by=by, at=now)
    again = start(by, now, call=made)
    with pytest.raises(ValidationError) as refused:
        actions.restore_draft(case_id=case.pk, by=by, at=now)
    assert refused.value.code == "limit"
    actions.discard_draft(case_id=again.pk, by=by, at=now)
    actions.restore_draft(case_id=case.pk, by=by, at=now)

    case.refresh_from_db()
    assert case.discarded_at is None
    events = AuditEntry.objects.filter(subject=case.audit_subject).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["draft_started", "draft_discarded", "draft_restored"]


def test_application_that_was_handed_in_is_not_discarded(now):
    case = submitted_case()
    draft_of(case)
    with pytest.raises(ValidationError, match="återkalla"):
        actions.discard_draft(case_id=case.pk, by=member(), at=now)


def test_reader_discards_and_restores_nothing(now):
    case = full_draft()
    for action in (actions.discard_draft, actions.restore_draft):
        with pytest.raises(PermissionDenied):
            action(case_id=case.pk, by=member("reader"), at=now)


def test_text_sent_to_a_discarded_draft_is_answered_with_it(client, now):
    case = full_draft(call=open_call())
    client.force_login(case.created_by)
    actions.discard_draft(case_id=case.pk, by=case.created_by, at=now)

    answer = client.post(page("section", case, "project"), {"summary": "Det jag skrev", "_version": 1})

    assert answer.status_code == 422
    assert "Någon hos er har tagit bort utkastet" in answer.text
    assert "Det jag skrev" in answer.text


def test_discarded_draft_leaves_the_lists_and_stands_among_the_discarded(client):
    case = full_draft(call=open_call(), title="Av misstag")
    client.force_login(case.created_by)
    start_page, lists = reverse("drafting:start", args=[case.call.slug]), reverse("desk:region_cases")

    asked = client.get(page("discard", case))
    done = client.post(page("discard", case), follow=True)

    assert "Ta bort utkastet ”Av misstag”?" in asked.text
    assert done.redirect_chain[-1][0] == lists
    assert list(done.context["page"].object_list) == []
    assert client.get(reverse("desk:start")).context["start"].tasks == []
    for address in (lists, start_page):
        assert client.get(address).context["discarded"] == [case]
    assert "Utkastet är borttaget" in client.get(page("overview", case)).text
    back = client.post(page("restore", case), follow=True)
    assert "är tillbaka" in back.text
    assert client.get(lists).context["discarded"] == []


# --- Reading ---


@pytest.fixture
def reader(client):
    person = member("reader")
    client.force_login(person)
    return person


@pytest.mark.parametrize("key", ["project", "partners", "period", "activities", "budget", "funding", "attachments"])
def test_reader_reads_every_section_as_text(client, reader, key):
    case = full_draft(call=open_call())
    attachment(case)

    html = client.get(page("section", case, key)).text
    main = html[html.index("<main") : html.index("</main>")]

    assert [tag for tag in ("<form", "<input", "<textarea", "<select") if tag in main] == []
    said = {
        "project": "Vi bygger en gemensam ingång",
        "partners": "Region Gävleborg",
        "period": "1 september 2022",
        "activities": "Kartläggning",
        "budget": "2\u00a0000\u00a0000",
        "funding": "Egna medel",
        "attachments": ".pdf",
    }
    assert said[key] in main


def test_reader_sees_no_way_to_write(client, reader):
    case = full_draft(call=open_call())

    overview = client.get(page("overview", case)).text
    begin = client.get(reverse("drafting:start", args=[case.call.slug])).text

    for address in (page("rename", case), page("discard", case), reverse("cases:contact", args=[case.pk])):
        assert address not in overview
    assert "Läs hela ansökan" in overview
    assert 'name="title"' not in begin
    assert client.get(reverse("desk:start")).context["start"].tasks == []


def test_reader_who_writes_is_refused_and_gets_the_text_back(client, reader):
    """As for one who was an editor when the page was opened."""
    case = full_draft(call=open_call())

    answer = client.post(page("section", case, "project"), {"summary": "Det jag skrev", "_version": 1})

    assert answer.status_code == 403
    assert "Det jag skrev" in answer.text
    assert "Det du skrev är inte sparat" in answer.text
    assert draft_content(case).versions["project"] == 1


@pytest.mark.parametrize(("acts_elsewhere", "status"), [(False, 403), (True, 404)])
def test_who_is_removed_while_writing_gets_the_text_back(client, now, acts_elsewhere, status):
    case, maria = full_draft(call=open_call()), member("coordinator")
    anders = member("editor")
    if acts_elsewhere:
        anders.memberships.create(region=region("12"), role="editor", started_at=now)
    client.force_login(anders)
    assert client.get(page("section", case, "project")).status_code == 200

    regions.actions.remove_person(region=region(), person_id=anders.pk, by=maria, at=timezone.now())
    answer = client.post(page("section", case, "project"), {"summary": "Det jag skrev", "_version": 1})

    assert answer.status_code == status
    assert "Det jag skrev" in answer.text


# --- The contact ---


def test_writers_choose_the_contact(client):
    case, karin = full_draft(call=open_call()), member(name="Karin Ek")
    client.force_login(member("signatory"))

    answer = client.post(reverse("cases:contact", args=[case.pk]), {"person": karin.pk}, follow=True)

    assert "Karin Ek är nu kontaktperson" in answer.text
    case.refresh_from_db()
    assert case.contact == karin
    assert AuditEntry.objects.get(subject=case.audit_subject).event == "contact_chosen"


@pytest.mark.parametrize("who", ["reader", "other_region", "gone"])
def test_contact_is_someone_who_writes_for_the_region(client, who):
    case = full_draft(call=open_call())
    person = {
        "reader": lambda: member("reader"),
        "other_region": lambda: member(code="12"),
        "gone": lambda: member(is_active=False),
    }[who]()
    client.force_login(case.created_by)

    answer = client.post(reverse("cases:contact", args=[case.pk]), {"person": person.pk})

    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.contact is None

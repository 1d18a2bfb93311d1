from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.cases.models import Case
from applications.drafting import actions
from applications.drafting.completeness import missing
from applications.drafting.models import Attachment, Draft, SectionVersion
from applications.drafting.queries import draft_content
from portal.audit.models import AuditEntry
from portal.files.events import file_infected
from portal.files.models import StoredFile
from tests.factories.accounts import UserFactory, staff
from tests.factories.calls import CLOSES, OPENS, call
from tests.factories.cases import submitted_case
from tests.factories.drafting import draft, full_draft, version
from tests.factories.files import EXECUTABLE, PDF, upload
from tests.factories.regions import member, region

pytestmark = pytest.mark.django_db


def events(case: Case) -> list[str]:
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))


def current(case: Case, key: str) -> SectionVersion:
    return SectionVersion.objects.get(draft_id=case.pk, section_key=key, is_current=True)


def save(case: Case, key: str, changes: dict[str, str], base: int, *who_and_when: Any, **more: Any) -> Any:
    by, at = who_and_when
    return actions.save_section(
        case_id=case.pk, section_key=key, changes=changes, base_version=base, by=by, at=at, **more
    )


# --- Starting ------------------------------------------------------------------------------------------------------


def test_draft_starts_on_the_newest_form_and_is_logged(now: datetime) -> None:
    by, made = member(), call()
    case = actions.start_draft(call=made, region=region(), title="  Validering\n i Dalarna ", by=by, at=now)
    assert (case.title, case.stage, case.draft.form_version.number) == ("Validering i Dalarna", "draft", 1)
    assert events(case) == ["draft_started"]


@pytest.mark.parametrize("moment", [OPENS - timedelta(seconds=1), CLOSES])
def test_draft_can_not_start_when_the_call_is_not_open(moment: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.start_draft(call=call(), region=region(), title="Sent", by=member(), at=moment)
    assert refused.value.code == "not_open"


def test_draft_can_not_start_for_a_region_that_may_not_apply(now: datetime) -> None:
    made = call()
    made.eligible_regions.set([region("12")])
    with pytest.raises(ValidationError, match="Region Dalarna"):
        actions.start_draft(call=made, region=region(), title="Nej", by=member(), at=now)


@pytest.mark.parametrize("by", [lambda: member(code="12"), lambda: staff("case_officer"), UserFactory])
def test_draft_can_not_start_for_somebody_elses_region(by: Any, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.start_draft(call=call(), region=region(), title="Nej", by=by(), at=now)


@pytest.mark.parametrize("title", ["", " \n ", "\u202e", "x" * 151])
def test_title_must_be_a_name(title: str, now: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.start_draft(call=call(), region=region(), title=title, by=member(), at=now)
    assert "title" in refused.value.message_dict


def test_region_can_not_have_more_applications_than_the_call_takes(now: datetime) -> None:
    made, by = call(applications_per_region=1), member()
    submitted_case(call=made, code="12")
    first = actions.start_draft(call=made, region=region(), title="Ett", by=by, at=now)
    with pytest.raises(ValidationError) as refused:
        actions.start_draft(call=made, region=region(), title="Två", by=by, at=now)
    assert refused.value.code == "limit"
    assert list(made.cases.filter(region="20")) == [first]


def test_same_start_twice_gives_the_draft_that_there_is(now: datetime) -> None:
    made, by = call(applications_per_region=1), member()
    first = actions.start_draft(call=made, region=region(), title="Branschvalidering", by=by, at=now)
    again = actions.start_draft(call=made, region=region(), title=" Branschvalidering ", by=by, at=now)
    assert (again, events(first)) == (first, ["draft_started"])


def test_two_drafts_of_a_region_can_not_have_the_same_name(now: datetime) -> None:
    made, by = call(), member(name="Anders Lind")
    actions.start_draft(call=made, region=region(), title="Branschvalidering", by=by, at=now)
    with pytest.raises(ValidationError, match="Anders Lind har redan börjat") as refused:
        actions.start_draft(call=made, region=region(), title="branschvalidering", by=member(), at=now)
    assert "title" in refused.value.message_dict
    actions.start_draft(call=made, region=region("12"), title="Branschvalidering", by=member(code="12"), at=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_two_people_can_not_both_start_the_last_application(now: datetime) -> None:
    made, people = call(applications_per_region=1), [member(), member()]

    def start(by: Any) -> bool:
        try:
            actions.start_draft(call=made, region=region(), title="Samtidigt", by=by, at=now)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, people)) == [False, True]


def test_renaming_is_logged_with_both_names_and_only_when_it_changes(now: datetime) -> None:
    case = draft()
    actions.rename_draft(case_id=case.pk, title="Validering för alla", by=case.created_by, at=now)
    actions.rename_draft(case_id=case.pk, title="Validering för alla", by=case.created_by, at=now)
    entry = AuditEntry.objects.get(subject=case.audit_subject)
    assert entry.details.content == {"old": "Validering i hela Dalarna", "new": "Validering för alla"}
    case.refresh_from_db()
    assert case.title == "Validering för alla"


# --- Saving --------------------------------------------------------------------------------------------------------


def test_save_keeps_everything_typed_and_tells_what_is_wrong(now: datetime) -> None:
    case = draft()
    saved = save(
        case, "budget", {"amounts-staff-2022": "2 857 000 kr", "amounts-staff-2023": "mycket"}, 0, case.created_by, now
    )
    assert (saved.version, saved.is_new, list(saved.faults)) == (1, True, ["amounts-staff-2023"])
    assert current(case, "budget").content == {"amounts": {"staff": {"2022": 2_857_000, "2023": "mycket"}}}


def test_save_of_nothing_new_makes_no_version(now: datetime) -> None:
    case = full_draft()
    saved = save(case, "budget", {"amounts-staff-2022": "400\u00a0000"}, 1, case.created_by, now)
    assert (saved.version, saved.is_new) == (1, False)
    assert SectionVersion.objects.filter(draft_id=case.pk, section_key="budget").count() == 1


def test_save_passes_over_fields_that_are_not_the_sections_own(now: datetime) -> None:
    case = draft()
    changes = {
        "summary": "Ett",
        "nonsense": "x",
        "amounts-staff-2022": "5",
        "rows-a-name": "Smuggel",
        "__class__": "x",
        "summary-more": "x",
    }
    save(case, "project", changes, 0, case.created_by, now)
    save(case, "budget", {"amounts-indirect-2022": "5", "amounts-staff-1999": "5"}, 0, case.created_by, now)
    assert current(case, "project").content == {"summary": "Ett"}
    assert not SectionVersion.objects.filter(section_key="budget").exists()


def test_save_marks_who_and_when_on_draft_and_version(now: datetime) -> None:
    case, other = full_draft(), member()
    save(case, "project", {"summary": "Nytt"}, 1, other, now)
    case.draft.refresh_from_db()
    assert (case.draft.saved_by, case.draft.saved_at) == (other, now)
    assert (current(case, "project").saved_by, current(case, "project").number) == (other, 2)
    assert list(SectionVersion.objects.filter(section_key="project").values_list("number", flat=True)) == [2, 1]


def test_who_saves_again_in_the_same_minute_writes_the_version_alone(now: datetime) -> None:
    case, writer, half_past = full_draft(), member(), now.replace(second=30)
    save(case, "project", {"summary": "Ett"}, 1, writer, half_past)
    with CaptureQueriesContext(connection) as captured:
        save(case, "project", {"summary": "Ett två"}, 2, writer, half_past + timedelta(seconds=9))
        save(case, "project", {"summary": "Ett två tre"}, 3, writer, half_past + timedelta(seconds=31))
    noted = [query for query in captured.captured_queries if query["sql"].startswith('UPDATE "drafting_draft"')]
    assert len(noted) == 1
    assert Draft.objects.get(pk=case.pk).saved_at == half_past + timedelta(seconds=31)


def test_edits_of_different_fields_merge(now: datetime) -> None:
    case, other = full_draft(), member()
    save(case, "project", {"summary": "Mitt", "contact": "karin@example.test"}, 1, case.created_by, now)
    saved = save(case, "project", {"summary": full_draft_summary(), "contact": "anders@example.test"}, 1, other, now)
    assert saved.version == 3
    content = current(case, "project").content
    assert (content["summary"], content["contact"]) == ("Mitt", "anders@example.test")


def full_draft_summary() -> str:
    return "Vi bygger en gemensam ingång till validering i hela länet."


def test_edits_of_the_same_field_conflict_and_nothing_is_saved(now: datetime) -> None:
    case, other = full_draft(), member(name="Anders Lind")
    save(case, "project", {"summary": "Anders text"}, 1, other, now)
    save(case, "project", {"contact": "x@example.test"}, 2, case.created_by, now + timedelta(minutes=1))
    with pytest.raises(actions.EditConflict) as raised:
        save(case, "project", {"summary": "Min text", "kind": "more"}, 1, case.created_by, now)
    (conflict,) = raised.value.conflicts
    assert (conflict.path, conflict.mine, conflict.theirs) == ("summary", "Min text", "Anders text")
    assert (conflict.by, conflict.at) == ("Anders Lind", now)
    assert raised.value.version == 3
    assert raised.value.content["kind"] == "more"
    assert current(case, "project").number == 3
    # Having seen both, the person saves on the version that they saw.
    saved = save(case, "project", {"summary": "Min text", "kind": "more"}, 3, case.created_by, now)
    assert (saved.version, current(case, "project").content["summary"]) == (4, "Min text")
    assert SectionVersion.objects.get(section_key="project", number=2).content["summary"] == "Anders text"


@pytest.mark.parametrize("base", [0, 99, 10**12, -1])
def test_save_on_an_unknown_version_overwrites_nothing(base: int, now: datetime) -> None:
    case = full_draft()
    with pytest.raises(actions.EditConflict):
        save(case, "project", {"summary": "Något annat"}, base, case.created_by, now)
    assert current(case, "project").number == 1


def test_rows_are_added_changed_and_removed(now: datetime) -> None:
    case = full_draft()
    changes = {
        "rows-p1-role": "Leder",
        "rows-b2-name": "Högskolan Dalarna",
        "rows-b2-share": "1 000",
        "rows-c3-name": "",
    }
    save(case, "partners", changes, 1, case.created_by, now)
    assert [(row["id"], row.get("role"), row.get("share")) for row in current(case, "partners").content["rows"]] == [
        ("p1", "Leder", 400_000),
        ("b2", None, 1_000),
    ]
    save(case, "partners", {}, 2, case.created_by, now, removed_rows=["p1", "finns-inte"])
    assert [row["id"] for row in current(case, "partners").content["rows"]] == ["b2"]


def test_row_that_a_colleague_wrote_in_is_not_removed(now: datetime) -> None:
    case = full_draft()
    save(case, "partners", {"rows-p1-role": "Leder"}, 1, member(), now)
    saved = save(case, "partners", {}, 1, case.created_by, now, removed_rows=["p1"])
    assert (saved.kept_rows, saved.is_new) == (("p1",), False)


def test_flood_of_text_is_refused_beside_its_field(now: datetime) -> None:
    case = draft()
    with pytest.raises(ValidationError) as refused:
        save(case, "project", {"summary": "x" * 20_001, "contact": "a@b.se"}, 0, case.created_by, now)
    assert list(refused.value.message_dict) == ["summary"]
    assert not SectionVersion.objects.exists()


def test_flood_of_rows_is_refused(now: datetime) -> None:
    case = draft()
    with pytest.raises(ValidationError, match="högst 100 rader"):
        save(case, "partners", {f"rows-{n}-name": "x" for n in range(101)}, 0, case.created_by, now)
    version(case, "partners", {"rows": [{"id": f"r{n}", "name": "x"} for n in range(100)]}, number=1)
    with pytest.raises(ValidationError, match="högst 100 rader"):
        save(case, "partners", {"rows-new-name": "En till"}, 1, case.created_by, now)


def test_text_that_is_no_text_is_cleaned(now: datetime) -> None:
    case = draft()
    save(case, "project", {"summary": "a\x00b\r\nc\ud800"}, 0, case.created_by, now)
    assert current(case, "project").content == {"summary": "ab\nc"}


@pytest.mark.parametrize("by", [lambda: member(code="12"), lambda: staff("case_officer", "registrar"), UserFactory])
def test_somebody_elses_draft_does_not_exist(by: Any, now: datetime) -> None:
    case = full_draft()
    with pytest.raises(Case.DoesNotExist):
        save(case, "project", {"summary": "Intrång"}, 1, by(), now)
    assert current(case, "project").number == 1


def test_section_that_the_form_does_not_have_does_not_exist(now: datetime) -> None:
    case = draft()
    with pytest.raises(Case.DoesNotExist):
        save(case, "nonsense", {}, 0, case.created_by, now)


def test_submitted_application_is_not_edited(now: datetime) -> None:
    case = full_draft()
    Case.objects.filter(pk=case.pk).update(stage="submitted", registry_number="2022-000001", arrived_at=now)
    Draft.objects.filter(pk=case.pk).update(is_open=False)
    with pytest.raises(ValidationError) as refused:
        save(case, "project", {"summary": "För sent"}, 1, case.created_by, now)
    assert refused.value.code == "submitted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_people_who_save_at_the_same_instant_lose_nothing(now: datetime) -> None:
    case = full_draft(partners={})
    people = [member() for _number in range(4)]

    def write(number: int) -> None:
        try:
            save(case, "partners", {f"rows-r{number}-name": f"Part {number}"}, 1, people[number], now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    rows = current(case, "partners").content["rows"]
    assert sorted(row["name"] for row in rows) == [f"Part {number}" for number in range(4)]


# --- Attachments ---------------------------------------------------------------------------------------------------


def add(case: Case, now: datetime, **more: Any) -> Attachment:
    values = {"upload": upload(), "by": case.created_by, "at": now, **more}
    return actions.add_attachment(case_id=case.pk, **values)


def test_attachment_is_added_removed_and_put_back(now: datetime) -> None:
    case = draft()
    made = add(case, now)
    actions.remove_attachment(case_id=case.pk, attachment_id=made.pk, by=case.created_by, at=now)
    actions.remove_attachment(case_id=case.pk, attachment_id=made.pk, by=case.created_by, at=now)
    made.refresh_from_db()
    assert made.removed_at == now
    actions.restore_attachment(case_id=case.pk, attachment_id=made.pk, by=case.created_by, at=now)
    made.refresh_from_db()
    assert made.removed_at is None
    assert events(case) == ["attachment_added", "attachment_removed", "attachment_restored"]


class SlowUpload(SimpleUploadedFile):
    """An upload that stops while it is stored, which reads it a second time, until it is let go on."""

    def __init__(self, content: bytes) -> None:
        super().__init__("stor.pdf", content, content_type="application/pdf")
        self.is_stored, self.may_go_on, self.readings = Event(), Event(), 0

    def chunks(self, chunk_size: int | None = None) -> Any:
        self.readings += 1
        if self.readings == 3:
            self.is_stored.set()
            assert self.may_go_on.wait(10)
        return super().chunks(chunk_size)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_large_file_holds_up_nobody_who_writes(now: datetime) -> None:
    case, large = full_draft(), SlowUpload(PDF)

    def send() -> None:
        try:
            add(case, now, upload=large)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(send)
        try:
            assert large.is_stored.wait(10)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                save(case, "project", {"summary": "Nytt"}, 1, case.created_by, now)
        finally:
            large.may_go_on.set()
        sent.result()
    assert current(case, "project").content["summary"] == "Nytt"
    assert Attachment.objects.get(draft_id=case.pk).file.name == "stor.pdf"


def test_attachment_beyond_the_calls_number_is_refused(now: datetime) -> None:
    case = draft()
    first = add(case, now)
    add(case, now, upload=upload(name="två.pdf"))
    add(case, now, upload=upload(name="tre.pdf"))
    with pytest.raises(ValidationError, match="redan 3 bilagor"):
        add(case, now, upload=upload(name="fyra.pdf"))
    actions.remove_attachment(case_id=case.pk, attachment_id=first.pk, by=case.created_by, at=now)
    add(case, now, upload=upload(name="fyra.pdf"))
    with pytest.raises(ValidationError, match="redan 3 bilagor"):
        actions.restore_attachment(case_id=case.pk, attachment_id=first.pk, by=case.created_by, at=now)


def test_file_that_can_not_be_taken_leaves_nothing_behind(now: datetime) -> None:
    case = draft()
    with pytest.raises(ValidationError) as refused:
        add(case, now, upload=upload(EXECUTABLE, "virus.exe"))
    assert refused.value.code == "type"
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()


def test_attachment_of_another_draft_does_not_exist(now: datetime) -> None:
    theirs, mine = draft(code="12", by=member(code="12")), draft()
    made = add(theirs, now)
    for action in (actions.remove_attachment, actions.restore_attachment):
        with pytest.raises(Attachment.DoesNotExist):
            action(case_id=mine.pk, attachment_id=made.pk, by=mine.created_by, at=now)


def test_virus_in_an_attachment_is_logged_and_seen_by_the_region(now: datetime) -> None:
    case = draft()
    made = add(case, now)
    StoredFile.objects.filter(pk=made.file_id).update(scan="infected")
    made.file.refresh_from_db()
    file_infected.send(sender=StoredFile, stored=made.file, at=now)
    assert events(case) == ["attachment_added", "attachment_infected"]
    (fault,) = [item for item in missing(draft_content(case), case.call) if item.section_key == "attachments"]
    assert "virus" in fault.message

"""A virus that is found after the file was handed in: the search never held up the submission, and the region and the
officer are asked to see to it.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import applications.drafting.actions
import applications.submissions.actions
import portal.files.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.submissions.models import Submission
from applications.submissions.queries import check_page, standing_version
from portal.notices.models import Notice
from portal.outbox.models import Mail
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.drafting import full_draft
from tests.factories.files import EICAR, upload
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
OFFICERS_TASK = "Be om en ny fil: virus i en bilaga"
REGIONS_TASK = "Byt ut en bilaga: vi hittade ett virus"


def submit(case: Case, signatory: Any, now: Any) -> Submission:
    fresh = Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)
    return applications.submissions.actions.submit_application(
        case_id=case.pk, by=signatory, arrived_at=now, at=now, seen_hash=check_page(fresh).sha256
    )


def add_infected(case: Case, now: Any) -> Any:
    return applications.drafting.actions.add_attachment(
        case_id=case.pk, upload=upload(EICAR, "intyg.txt"), by=case.created_by, at=now
    )


def start_page(client: Client, person: Any) -> str:
    client.force_login(person)
    return str(client.get("/", follow=True).content.decode())


def test_virus_found_after_submission_is_told_to_region_and_officer_until_there_is_another_file(
    now: Any, settings: Any, clamd: str, client: Client
) -> None:
    settings.CLAMD_ADDRESS = clamd
    case, signatory, officer = full_draft(), member("signatory"), staff("case_officer")
    reader = member("reader")
    attached = add_infected(case, now)
    submission = submit(case, signatory, now)
    assert list(submission.files.values_list("scan", flat=True)) == ["pending"]
    Case.objects.filter(pk=case.pk).update(officer=officer, stage=Stage.CHECKING)
    case.refresh_from_db()
    no_conflict(case, officer)
    assert REGIONS_TASK not in start_page(client, case.created_by)

    for _twice in range(2):
        portal.files.actions.scan_file(file_id=attached.file_id, at=now + timedelta(minutes=3))
    told = Notice.objects.filter(kind="infected_file")
    assert sorted(told.values_list("person", flat=True)) == sorted([case.created_by.pk, signatory.pk, officer.pk])
    to_region = Mail.objects.get(category="infected_file", to=case.created_by.email)
    assert "”intyg.txt”" in to_region.body
    assert "Annars hör vi av oss" in to_region.body
    assert reverse("submissions:application", args=[case.pk]) in to_region.body
    assert "Be regionen komplettera" in Mail.objects.get(category="infected_file", to=officer.email).body
    assert not Mail.objects.filter(category="infected_file", to=reader.email).exists()
    assert REGIONS_TASK in start_page(client, case.created_by)
    assert OFFICERS_TASK in start_page(client, officer)
    assert client.get(reverse("files:download", args=[attached.file.uuid])).status_code == 403

    # The officer asks for it, and the region gives another.
    case = Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)
    standing = standing_version(case)
    assert standing
    applications.drafting.actions.open_draft(case=case, standing=standing, sections=["attachments"], by=officer, at=now)
    assert reverse("drafting:section", args=[case.pk, "attachments"]) in start_page(client, case.created_by)
    applications.drafting.actions.remove_attachment(
        case_id=case.pk, attachment_id=attached.pk, by=case.created_by, at=now
    )
    assert REGIONS_TASK not in start_page(client, case.created_by)
    assert OFFICERS_TASK not in start_page(client, officer)


def test_virus_in_a_draft_is_told_to_those_who_write_and_stops_the_submission(
    now: Any, settings: Any, clamd: str
) -> None:
    settings.CLAMD_ADDRESS = clamd
    case = full_draft()
    attached = add_infected(case, now)
    portal.files.actions.scan_file(file_id=attached.file_id, at=now)
    mail = Mail.objects.get()
    assert mail.to == case.created_by.email
    assert "Ta bort filen och lägg till en annan, utan virus:" in mail.body
    assert reverse("drafting:section", args=[case.pk, "attachments"]) in mail.body
    fresh = Case.objects.select_related("call", "region", "draft__form_version").get(pk=case.pk)
    assert [fault.field_id for fault in check_page(fresh).missing] == [f"file-{attached.pk}"]


@pytest.mark.parametrize("gone", ["removed", "discarded", "decided"])
def test_virus_in_what_no_longer_matters_is_only_noted(now: Any, settings: Any, clamd: str, gone: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    case = full_draft()
    attached = add_infected(case, now)
    if gone == "removed":
        applications.drafting.actions.remove_attachment(
            case_id=case.pk, attachment_id=attached.pk, by=case.created_by, at=now
        )
    elif gone == "discarded":
        applications.drafting.actions.discard_draft(case_id=case.pk, by=case.created_by, at=now)
    else:
        Case.objects.filter(pk=case.pk).update(stage=Stage.NOTIFIED, registry_number="2022-000001", arrived_at=now)
    portal.files.actions.scan_file(file_id=attached.file_id, at=now)
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()

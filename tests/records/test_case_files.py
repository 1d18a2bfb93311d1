"""A case's whole file: what it holds, that it can be checked, and that it is gone after its time."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import applications.records.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.records.bundle import Contents, write_bundle
from applications.records.models import CaseFile
from applications.records.papers import papers_of
from applications.reviews.models import Note
from portal.files.models import StoredFile
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.records import MADE, SECRET, decided_case, keeper, made_case_file
from tests.factories.reviews import completeness_check

pytestmark = pytest.mark.django_db


def opened(made: CaseFile) -> zipfile.ZipFile:
    with made.content.open("rb") as content:
        return zipfile.ZipFile(io.BytesIO(content.read()))


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_file_holds_all_papers_as_one_tagged_pdf_with_a_bookmark_for_each():
    case = decided_case()
    bundle = opened(made_case_file(case, keeper(case)))

    pdf = bundle.read("akt-2022-000001.pdf")
    text = text_of(pdf)
    for words in (
        SECRET,
        "Formell granskning",
        "Tjänsteanteckning",
        "Väl beskrivet.",
        "Beslut: delvis bifall",
        "Beslutsbrev",
        "skapade beslutsbrevet",
    ):
        assert words in text
    with pikepdf.open(io.BytesIO(pdf)) as read, read.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        assert read.Root.MarkInfo.Marked
    assert {"Ansökan, version 1", "Ansökan, version 2", "Beslutsbrev", "Ärendets historik"} <= set(titles)


def test_manifest_names_every_file_with_its_hash():
    case = decided_case()
    bundle = opened(made_case_file(case, keeper(case)))

    manifest = json.loads(bundle.read("manifest.json"))
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert set(bundle.namelist()) == set(listed) | {"manifest.json", "INNEHALL.txt"}
    for name, entry in listed.items():
        content = bundle.read(name)
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert len(content) == entry["size"]
        assert entry["sha256"] in bundle.read("INNEHALL.txt").decode()
    assert bundle.read("bilagor/01-avsikt.pdf") == b"%PDF-1.4 bilagans egna ord"
    assert any(name.startswith("original/") and "beslut" in name for name in listed)


@pytest.mark.parametrize(
    ("scan", "clamd", "why"),
    [
        ("infected", "", "innehåller virus"),
        ("pending", "", "inte genomsökt"),
        ("not_scanned", "clamd:3310", "inte genomsökt"),
    ],
)
def test_attachment_that_may_be_harmful_is_withheld_with_that_said(scan, clamd, why, settings):
    case = decided_case()
    StoredFile.objects.update(scan=scan)
    settings.CLAMD_ADDRESS = clamd
    bundle = opened(made_case_file(case, keeper(case)))

    assert not [name for name in bundle.namelist() if name.startswith("bilagor/")]
    assert why in bundle.read("INNEHALL.txt").decode()
    assert [entry for entry in json.loads(bundle.read("manifest.json"))["files"] if why in entry.get("withheld", "")]


def test_attachment_that_changed_in_the_store_is_said_to_have_done_so():
    case = decided_case()
    StoredFile.objects.update(sha256="0" * 64)

    bundle = opened(made_case_file(case, keeper(case)))

    assert "Stämmer inte med kontrollsumman" in bundle.read("INNEHALL.txt").decode()


def test_same_case_gives_the_same_bytes():
    case, other = decided_case(), CaseFile.objects
    by = keeper(case)
    first = made_case_file(case, by)
    again = other.create(case=case, ordered_by=by, ordered_at=MADE)
    made = []
    for _each in range(2):
        target = io.BytesIO()
        write_bundle(Contents("akt", "Akt", MADE, papers_of(case)), target, done=lambda: None)
        made.append(target.getvalue())

    assert made[0] == made[1]
    assert first.is_made
    assert not again.is_made


def test_order_twice_while_it_waits_is_one_file():
    case = decided_case()
    by = keeper(case)

    first = applications.records.actions.order_case_file(case_id=case.pk, by=by, at=MADE)
    second = applications.records.actions.order_case_file(case_id=case.pk, by=by, at=MADE)

    assert first == second
    assert applications.records.actions.make_case_file(case_file_id=first.pk, at=MADE).sha256
    made = applications.records.actions.make_case_file(case_file_id=first.pk, at=MADE + timedelta(days=1))
    assert made.made_at == MADE
    assert made.steps_done == made.steps > 2


def test_file_is_for_those_who_keep_the_case_and_are_free_of_conflict():
    case = decided_case()
    for person in (staff("registrar"), staff("case_officer"), staff("assessor")):
        with pytest.raises((PermissionDenied, Case.DoesNotExist)):
            applications.records.actions.order_case_file(case_id=case.pk, by=person, at=MADE)
    barred = staff("registrar")
    conflict(case, barred)
    with pytest.raises(Case.DoesNotExist):
        applications.records.actions.order_case_file(case_id=case.pk, by=barred, at=MADE)


def test_who_is_yet_to_assess_has_no_file_that_holds_others_assessments():
    officer = staff("case_officer", "registrar")
    case = submitted_case(Stage.ASSESSING, officer=officer)

    with pytest.raises(PermissionDenied):
        applications.records.actions.order_case_file(case_id=case.pk, by=officer, at=MADE)


def test_download_is_the_file_to_the_byte(client):
    case = decided_case()
    by = keeper(case)
    made = made_case_file(case, by)
    client.force_login(by)

    response = client.get(reverse("records:download", args=[case.pk, made.pk]))

    assert hashlib.sha256(response.getvalue()).hexdigest() == made.sha256
    assert response["Content-Disposition"] == 'attachment; filename="akt-2022-000001.zip"'


def test_file_that_was_changed_in_the_store_is_not_handed_out(client):
    case = decided_case()
    by = keeper(case)
    made = made_case_file(case, by)
    with open(made.content.path, "ab") as content:
        content.write(b"x")
    client.force_login(by)

    response = client.get(reverse("records:download", args=[case.pk, made.pk]))

    assert response.status_code == 410
    assert "stämmer inte med sin kontrollsumma" in response.content.decode()


def test_old_files_are_removed_and_their_hashes_stay(client, settings, django_capture_on_commit_callbacks):
    settings.CASE_FILE_DAYS = 30
    case = decided_case()
    by = keeper(case)
    made = made_case_file(case, by)
    storage, path = made.content.storage, made.content.name

    with django_capture_on_commit_callbacks(execute=True):
        applications.records.actions.remove_old_files(at=MADE + timedelta(days=29))
        assert storage.exists(path)
        applications.records.actions.remove_old_files(at=MADE + timedelta(days=31))
    assert not storage.exists(path)
    made.refresh_from_db()
    assert made.sha256
    client.force_login(by)
    response = client.get(reverse("records:download", args=[case.pk, made.pk]))
    assert "Akten är borttagen" in response.content.decode()


def test_page_of_files_shows_how_far_one_has_come(client, django_assert_max_num_queries):
    case = decided_case()
    by = keeper(case)
    client.force_login(by)
    client.post(reverse("records:case_files", args=[case.pk]))
    CaseFile.objects.update(steps=6, steps_done=2)

    page = client.get(reverse("records:case_files", args=[case.pk])).content.decode()

    assert "2 av 6 delar klara" in page
    assert 'hx-trigger="every 1s"' in page
    no_conflict(case, other := staff("decision_maker"))
    client.force_login(other)
    for _size in range(2):
        made_case_file(case, other)
        with django_assert_max_num_queries(14):
            client.get(reverse("records:case_files", args=[case.pk]))


def test_notes_and_checks_are_for_the_authority_until_the_case_is_decided(case_under_way):
    told = [paper.kind for paper in papers_of(case_under_way, public_only=True)]

    assert "Granskning" not in told
    assert "Anteckning" not in told
    assert {"Granskning", "Anteckning"} <= {paper.kind for paper in papers_of(case_under_way)}


@pytest.fixture
def case_under_way():
    officer = staff("case_officer")
    case = submitted_case(Stage.CHECKING, officer=officer)
    completeness_check(case, officer)
    Note.objects.create(case=case, text="Ring dem.", written_by=officer, written_at=MADE)
    return case

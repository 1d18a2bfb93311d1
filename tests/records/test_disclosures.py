"""Requests for public documents: what is masked is nowhere in what is given out."""

import io
import zipfile
from datetime import timedelta

import pikepdf
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

import applications.letters.actions
import applications.records.actions
from applications.cases.models import Case, Document
from applications.records.models import CaseFile, Disclosure, DisclosureDecision, SecrecyMark
from applications.records.papers import papers_of
from portal.audit.models import AuditDetails
from portal.audit.queries import history
from portal.files.models import StoredFile
from tests.factories.accounts import staff
from tests.factories.cases import conflict
from tests.factories.files import upload
from tests.factories.letters import ordered_letter
from tests.factories.records import ASKED, MADE, SECRET, decided_case, disclosure, keeper, made_copy

pytestmark = pytest.mark.django_db
GROUND = "31 kap. 16 § OSL"
ADDRESS = "anders.lind@region.test"


def every_byte_of(made: CaseFile) -> list[str]:
    """All that the ZIP holds, in every way that somebody could read it: each file's bytes, and within PDFs each

    stream decompressed, the text of each page, the metadata and the bookmarks; and the ZIP's own bytes.
    """
    with made.content.open("rb") as content:
        raw = content.read()
    found = [raw.decode("latin-1")]
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        found += [*bundle.namelist(), bundle.comment.decode("latin-1")]
        for name in bundle.namelist():
            part = bundle.read(name)
            found += [part.decode("latin-1"), part.decode("utf-8", "ignore"), part.decode("utf-16-be", "ignore")]
            if part.startswith(b"%PDF-1.7") or name.startswith("akt"):
                found += inside(part)
    return found


def inside(pdf: bytes) -> list[str]:
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as read:
        found.append(str(dict(read.docinfo)))
        found.append(str(read.open_metadata()))
        with read.open_outline() as outline:
            found += [str(item.title) for item in outline.root]
        for thing in read.objects:
            found.append(repr(thing))
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes().decode("latin-1"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found += [" ".join(page.extract_text().split()) for page in reader.pages]
    found.append(str(reader.metadata))
    return found


def holds(made: CaseFile, words: str) -> bool:
    forms = {words, words.casefold(), words.encode("utf-16-be").hex(), words.encode().hex()}
    return any(form in text or form in text.casefold() for text in every_byte_of(made) for form in forms)


@pytest.fixture
def case():
    return decided_case()


@pytest.fixture
def registrar(case):
    return keeper(case)


@pytest.fixture
def asked(case, registrar):
    return disclosure(case, registrar, asked_by="Nyfikna Nyheter")


def mark(asked: Disclosure, by, *keys: str, ground: str = GROUND) -> list[SecrecyMark]:
    return applications.records.actions.mark_parts(disclosure_id=asked.pk, keys=keys, ground=ground, by=by, at=MADE)


def key_of(case: Case, words: str) -> list[str]:
    return [text.key for paper in papers_of(case) for text in paper.texts() if words in text.text]


def test_search_finds_what_is_not_masked(asked, registrar):
    """Else the tests below would prove nothing."""
    made = made_copy(asked, registrar, is_masked=False)

    assert holds(made, SECRET)
    assert holds(made, ADDRESS)
    assert holds(made, "avsikt.pdf")
    assert holds(made, "bilagans egna ord")


def test_masked_answers_and_messages_are_nowhere_in_the_file(case, asked, registrar):
    mark(asked, registrar, *key_of(case, SECRET))

    made = made_copy(asked, registrar)

    assert not holds(made, SECRET)
    assert not holds(made, ADDRESS)
    assert holds(made, "[maskerat: 31 kap. 16 § OSL]")
    assert holds(made, "Vad som är maskerat")


def test_masked_words_are_nowhere_in_the_file_and_its_log_and_manifest(case, asked, registrar):
    for words, label in ((SECRET, "en metod"), (ADDRESS, "en adress"), ("Anders Lind", "en persons namn")):
        applications.records.actions.mark_words(
            disclosure_id=asked.pk, words=words, label=label, ground=GROUND, by=registrar, at=MADE
        )

    made = made_copy(asked, registrar)

    for words in (SECRET, ADDRESS, "Anders Lind"):
        assert not holds(made, words)
    assert holds(made, "en persons namn")


def test_withheld_attachment_leaves_neither_bytes_nor_name_nor_hash(asked, registrar):
    stored = StoredFile.objects.get()
    applications.records.actions.mark_file(
        disclosure_id=asked.pk, uuid=str(stored.uuid), ground=GROUND, by=registrar, at=MADE
    )

    made = made_copy(asked, registrar)

    for words in ("avsikt", "bilagans egna ord", stored.sha256, str(stored.uuid)):
        assert not holds(made, words)
    assert holds(made, "Bilaga 1")


def test_attachment_is_replaced_by_the_copy_that_staff_made(asked, registrar):
    stored = StoredFile.objects.get()
    copy = upload(content=b"%PDF-1.4\nmaskerad kopia\n%%EOF\n", name="maskerad.pdf")
    applications.records.actions.mark_file(
        disclosure_id=asked.pk, uuid=str(stored.uuid), ground=GROUND, copy=copy, by=registrar, at=MADE
    )

    made = made_copy(asked, registrar)

    assert holds(made, "maskerad kopia")
    assert not holds(made, "bilagans egna ord")
    assert not holds(made, "avsikt")


def test_masked_file_holds_no_original_and_no_hash_of_what_was_masked(case, asked, registrar):
    mark(asked, registrar, *key_of(case, SECRET))

    made = made_copy(asked, registrar)

    for version in case.submissions.all():
        assert not holds(made, version.sha256)
    assert not any("original/" in text for text in every_byte_of(made))


def test_who_asked_is_in_no_log_register_or_file(case, asked, registrar):
    made = made_copy(asked, registrar, is_masked=False)

    assert not holds(made, "Nyfikna")
    assert not any("Nyfikna" in line.sentence for line in history(case))
    assert not AuditDetails.objects.filter(content__icontains="Nyfikna").exists()


def test_log_tells_of_marks_without_what_they_hide(case, asked, registrar):
    mark(asked, registrar, *key_of(case, SECRET))
    first = asked.marks.first()
    applications.records.actions.remove_mark(disclosure_id=asked.pk, mark_id=first.pk, by=registrar, at=MADE)

    events = [line.event for line in history(case)]
    assert {"secrecy_marked", "secrecy_unmarked"} <= set(events)
    assert not AuditDetails.objects.filter(content__icontains=SECRET).exists()
    first.refresh_from_db()
    assert first.removed_by == registrar


def test_held_decision_is_in_no_file_that_is_given_out():
    letter = ordered_letter(is_held=True)
    case = letter.decision.case
    registrar = keeper(case)
    Document.objects.create(
        case=case,
        number=90,
        direction="internal",
        at=letter.decision.decided_at,
        title="Beslut: delvis bifall",
        party="Eva",
    )
    applications.letters.actions.make_letter(letter_id=letter.pk, at=MADE)
    case.refresh_from_db()

    made = made_copy(disclosure(case, registrar), registrar, is_masked=False)

    for words in ("Beslut: delvis bifall", "3 900 000", "Beslutsbrev", "skapade beslutsbrevet"):
        assert not holds(made, words)


def test_marks_are_what_the_copy_must_have_been_made_with(case, asked, registrar):
    mark(asked, registrar, key_of(case, SECRET)[0])
    made_copy(asked, registrar)
    mark(asked, registrar, *key_of(case, ADDRESS))

    with pytest.raises(ValidationError, match="gjord före den senaste markeringen"):
        decide(asked, registrar, "in_part")


def decide(asked: Disclosure, by, outcome: str, **fields) -> DisclosureDecision:
    values = {"reasons": "Affärsuppgifter.", "formal_decision": "Skriv till oss.", "at": MADE, **fields}
    return applications.records.actions.decide_disclosure(disclosure_id=asked.pk, outcome=outcome, by=by, **values)


def test_release_in_part_says_how_to_get_a_formal_decision_and_which_file(case, asked, registrar):
    mark(asked, registrar, *key_of(case, SECRET))
    made = made_copy(asked, registrar)
    with pytest.raises(ValidationError, match="skriftligt beslut"):
        decide(asked, registrar, "in_part", formal_decision="")

    decided = decide(asked, registrar, "in_part", seen_leftovers=True)

    assert decided.sha256 == made.sha256
    document = case.documents.order_by("-pk").first()
    assert (document.title, document.party) == ("Utlämnande av allmänna handlingar", "Den som frågade")
    with pytest.raises(DatabaseError), transaction.atomic():
        DisclosureDecision.objects.update(reasons="Annat")
    with pytest.raises(ValidationError, match="avgjord"):
        mark(asked, registrar, key_of(case, ADDRESS)[0])


def test_what_still_stands_elsewhere_must_be_looked_at_before_release(case, asked, registrar):
    message = next(key for key in key_of(case, ADDRESS))
    mark(asked, registrar, message)
    made_copy(asked, registrar)
    # The same address stands in nothing else; its secret is in the application too, as part of another text.
    other = disclosure(case, registrar)
    applications.records.actions.mark_parts(
        disclosure_id=other.pk, keys=[key_of(case, "karin@example.test")[0]], ground=GROUND, by=registrar, at=MADE
    )
    made_copy(other, registrar)

    with pytest.raises(ValidationError, match="står kvar"):
        decide(other, registrar, "in_part")
    assert decide(other, registrar, "in_part", seen_leftovers=True)


def test_all_cannot_be_released_while_something_is_marked(case, asked, registrar):
    mark(asked, registrar, key_of(case, SECRET)[0])
    made_copy(asked, registrar, is_masked=False)

    with pytest.raises(ValidationError, match="Ta bort markeringarna"):
        decide(asked, registrar, "released")


def test_refusal_needs_no_file(asked, registrar):
    assert decide(asked, registrar, "refused").sha256 == ""


def test_unknown_part_is_not_marked(asked, registrar):
    with pytest.raises(ValidationError, match="finns inte kvar"):
        mark(asked, registrar, "message:999999")


def test_label_of_words_does_not_tell_them(asked, registrar):
    with pytest.raises(ValidationError, match="Beteckningen lämnas ut"):
        applications.records.actions.mark_words(
            disclosure_id=asked.pk, words="Karin", label="karin", ground=GROUND, by=registrar, at=MADE
        )


def test_request_is_for_the_registrar_and_officer_alone(case, asked):
    decider = staff("decision_maker")
    barred = staff("registrar")
    conflict(case, barred)
    with pytest.raises((PermissionDenied, Disclosure.DoesNotExist)):
        mark(asked, decider, "register")
    with pytest.raises(Disclosure.DoesNotExist):
        mark(asked, barred, "register")
    with pytest.raises(Case.DoesNotExist):
        disclosure(case, barred)


def test_request_from_the_future_is_refused(case, registrar):
    with pytest.raises(ValidationError, match="inte har varit"):
        disclosure(case, registrar, received_at=ASKED + timedelta(days=1))

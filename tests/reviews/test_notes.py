import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

import applications.reviews.actions
from applications.cases.states import Stage
from applications.reviews.models import Note
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.drafting import draft_of
from tests.factories.regions import member
from tests.factories.submissions import submission

pytestmark = pytest.mark.django_db
write = applications.reviews.actions.write_note


@pytest.fixture
def officer():
    return staff("case_officer", name="Sara Nyberg")


@pytest.fixture
def case(officer):
    made = submitted_case(stage=Stage.CHECKING, officer=officer)
    submission(made)
    draft_of(made)
    return made


def test_note_is_part_of_the_case_and_its_log(case, officer, now):
    write(case_id=case.pk, text="Ringde registrator.", by=officer, at=now)
    write(case_id=case.pk, text="Ringde registrator.", by=officer, at=now)
    assert list(case.notes.values_list("text", flat=True)) == ["Ringde registrator."]
    assert AuditEntry.objects.filter(subject=case.audit_subject).last().event == "note_written"


def test_note_is_shown_as_it_was_written(case, officer, now, client):
    write(case_id=case.pk, text="Första stycket.\n\nAndra <b>stycket</b>.", by=officer, at=now)
    client.force_login(officer)
    page = client.get(reverse("reviews:notes", args=[case.pk])).content.decode()
    assert "Första stycket.\n\nAndra &lt;b&gt;stycket&lt;/b&gt;." in page, "lines once, by the style sheet alone"


def test_note_is_never_changed(case, officer, now):
    write(case_id=case.pk, text="Första ordet.", by=officer, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.update(text="Ett annat.")


@pytest.mark.parametrize("text", ["  ", "x" * 10_001])
def test_note_without_words_or_with_too_many_is_refused(case, officer, now, text):
    with pytest.raises(ValidationError) as refused:
        write(case_id=case.pk, text=text, by=officer, at=now)
    assert list(refused.value.message_dict) == ["text"]


def test_notes_are_written_by_those_without_a_conflict_of_interest(case, now):
    barred, undeclared, registrar = staff("case_officer"), staff("case_officer"), staff("registrar")
    conflict(case, barred)
    no_conflict(case, registrar)
    for person in (barred, undeclared, member("signatory", code=case.region_id)):
        with pytest.raises(PermissionDenied):
            write(case_id=case.pk, text="Nej.", by=person, at=now)
    assert write(case_id=case.pk, text="Ja.", by=registrar, at=now)


def test_region_never_sees_a_note(case, officer, client, now):
    write(case_id=case.pk, text="Hemligt nog.", by=officer, at=now)
    reader = member("signatory", "coordinator", code=case.region_id)
    assert not Note.objects.visible_to(reader).exists()
    client.force_login(reader)
    assert client.get(reverse("reviews:notes", args=[case.pk])).status_code == 403
    assert "Hemligt nog." not in client.get(reverse("desk:region_case", args=[case.pk])).content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_page_shows_notes_in_few_queries(number, case, officer, client, now, django_assert_max_num_queries):
    client.force_login(officer)
    for index in range(number):
        write(case_id=case.pk, text=f"Anteckning {index}.", by=officer, at=now)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("reviews:notes", args=[case.pk])).content.decode()
    assert f"Anteckning {number - 1}." in page
    refused = client.post(reverse("reviews:notes", args=[case.pk]), {"text": " "})
    assert refused.status_code == 422

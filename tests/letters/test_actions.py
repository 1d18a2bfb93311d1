import hashlib
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.decisions.actions import release_decisions
from applications.decisions.events import decision_made
from applications.decisions.models import Decision
from applications.letters import actions
from applications.letters.models import Letter
from portal.audit.models import AuditEntry
from portal.notices.models import MutedKind
from portal.outbox.models import Job, Mail
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.letters import DECIDED, MADE
from tests.factories.regions import member
from tests.pdf.documents import text_of

pytestmark = pytest.mark.django_db
LATER = MADE + timedelta(hours=2)


def events_of(letter: Letter) -> list[str]:
    case = letter.decision.case
    return list(AuditEntry.objects.filter(subject=case.audit_subject).values_list("event", flat=True))


def test_decision_orders_its_letter_in_the_same_transaction():
    decision = letters.decision()
    with transaction.atomic():
        decision_made.send(sender=Decision, decision=decision, at=DECIDED)
        decision_made.send(sender=Decision, decision=decision, at=DECIDED)

    letter = Letter.objects.get()
    job = Job.objects.get()
    assert letter.decision == decision
    assert not letter.is_made
    assert (job.task, job.arguments, job.key) == ("letters.make_letter", [letter.pk], f"letter:{decision.pk}")


def test_decision_that_is_rolled_back_orders_nothing():
    decision = letters.decision()
    with transaction.atomic():
        decision_made.send(sender=Decision, decision=decision, at=DECIDED)
        transaction.set_rollback(True)

    assert not Letter.objects.exists()
    assert not Job.objects.exists()


def test_making_keeps_the_file_under_its_hash_and_releases_the_outcome():
    letter = letters.made_letter()
    case = letter.decision.case
    case.refresh_from_db()

    with letter.pdf.open("rb") as file:
        pdf = file.read()
    assert letter.sha256 == hashlib.sha256(pdf).hexdigest()
    assert letter.made_at == MADE
    assert (case.stage, case.released_outcome) == (Stage.NOTIFIED, "grant_in_part")
    document = case.documents.get()
    assert (document.direction, document.title, document.party) == (
        "out",
        "Beslutsbrev: delvis bifall",
        "Region Dalarna",
    )
    assert document.sha256 == letter.sha256
    assert events_of(letter) == ["letter_made", "letter_delivered"]


def test_pdf_says_what_the_letter_says():
    text = " ".join(text_of(actions.unsigned_pdf_of(letters.unmade_letter())).replace("\u00a0", " ").split())

    for part in (
        "Beslut: ni får 3 900 000 kronor till projektet Validering i hela Dalarna",
        "Region Dalarna Organisationsnummer 232100-0180 Falun",
        "Beslutsdag 25 november 2022 Diarienummer 2022-000001 Handläggare Sara Nyberg",
        "2023 2 100 000 1 850 000",
        "Summa 4 350 000 3 900 000",
        "Pengarna får bara användas till projektet.",
        "Beslutet får inte överklagas.",
        "Hör av er om något är oklart.",
        "Beslutet har fattats av Eva Strand. Föredragande har varit Sara Nyberg.",
        "Sida 1 (",
    ):
        assert part in text


def test_making_twice_gives_one_letter_and_one_notice_to_each_person():
    letter = letters.ordered_letter()
    people = {letter.decision.case.created_by, member("signatory", "editor"), member("editor")}
    made = actions.make_letter(letter_id=letter.pk, at=MADE)
    again = actions.make_letter(letter_id=letter.pk, at=MADE + timedelta(days=1))

    assert (again.made_at, again.sha256, again.pdf.name) == (made.made_at, made.sha256, made.pdf.name)
    assert {mail.person for mail in Mail.objects.all()} == people
    assert Mail.objects.count() == len(people)
    assert events_of(letter) == ["letter_made", "letter_delivered"]
    assert letter.decision.case.documents.count() == 1


def test_notice_goes_to_the_regions_people_of_today_and_cannot_be_muted():
    letter = letters.ordered_letter()
    colleague, neighbour, left = member(), member(code="21"), member()
    inactive = member(is_active=False)
    MutedKind.objects.create(person=colleague, kind="decision")
    left.memberships.update(ended_at=MADE)
    actions.make_letter(letter_id=letter.pk, at=MADE)

    told = {mail.person for mail in Mail.objects.all()}
    assert told == {letter.decision.case.created_by, colleague}
    assert not told & {neighbour, left, inactive}


def test_notice_links_to_the_letter_and_tells_nothing_of_the_outcome():
    letter = letters.made_letter()
    mail = Mail.objects.get()

    assert mail.subject == "Beslut finns att läsa: Validering i hela Dalarna (2022-000001)"
    assert f"/beslut/{letter.decision.case_id}/" in mail.body
    assert "3\u00a0900\u00a0000" not in mail.body
    assert "delvis" not in mail.body.lower()


def test_notice_of_a_decision_that_replaces_another_says_so():
    first = letters.made_letter()
    letters.replacing_letter(first)
    _first, second = Mail.objects.order_by("pk")

    assert second.subject == "Ett nytt beslut ersätter det ni har: Validering i hela Dalarna (2022-000001)"
    assert "som ersätter det som ni har fått" in second.body


def test_notice_of_a_correction_says_that_it_is_one():
    first = letters.made_letter()
    letters.replacing_letter(first, ground="slip")
    _first, second = Mail.objects.order_by("pk")

    assert second.subject == "Ert beslut är rättat: Validering i hela Dalarna (2022-000001)"
    assert "säger vad som var fel" in second.body


def test_file_half_written_by_a_worker_that_died_is_replaced():
    letter = letters.ordered_letter()
    storage = letter.pdf.storage
    storage.save(f"letters/{letter.pk}.pdf", ContentFile(b"%PDF-half"))
    made = actions.make_letter(letter_id=letter.pk, at=MADE)

    assert storage.listdir("letters")[1] == [f"{letter.pk}.pdf"]
    with made.pdf.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == made.sha256


def test_failure_after_the_file_leaves_nothing_released_and_the_next_try_completes(monkeypatch):
    letter = letters.ordered_letter()

    def break_down(*args, **kwargs):
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(actions.making, "deliver_if_due", break_down)
        with pytest.raises(ConnectionError):
            actions.make_letter(letter_id=letter.pk, at=MADE)
    letter.refresh_from_db()
    assert not letter.is_made
    assert letter.decision.case.released_outcome == ""
    assert not Mail.objects.exists()
    assert events_of(letter) == []

    made = actions.make_letter(letter_id=letter.pk, at=MADE)
    assert made.is_made
    assert letter.pdf.storage.listdir("letters")[1] == [f"{letter.pk}.pdf"]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_letter():
    letter = letters.ordered_letter()
    barrier, errors = threading.Barrier(3), []

    def work() -> None:
        try:
            barrier.wait()
            actions.make_letter(letter_id=letter.pk, at=MADE)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    assert Mail.objects.count() == 1
    assert events_of(letter) == ["letter_made", "letter_delivered"]
    assert letter.pdf.storage.listdir("letters")[1] == [f"{letter.pk}.pdf"]


def test_opening_is_noted_once_with_who_and_when():
    letter = letters.made_letter()
    first, second = member(), member()
    actions.note_opened(letter_id=letter.pk, by=first, at=MADE)
    actions.note_opened(letter_id=letter.pk, by=second, at=MADE + timedelta(hours=1))
    letter.refresh_from_db()

    assert (letter.first_opened_by, letter.first_opened_at) == (first, MADE)
    assert events_of(letter) == ["letter_made", "letter_delivered", "letter_opened"]


def test_acknowledging_is_recorded_once_with_who_and_when():
    letter = letters.made_letter()
    first, second = member(), member()
    actions.acknowledge(letter_id=letter.pk, by=first, at=MADE)
    actions.acknowledge(letter_id=letter.pk, by=second, at=MADE + timedelta(hours=1))
    letter.refresh_from_db()

    assert (letter.acknowledged_by, letter.acknowledged_at) == (first, MADE)
    assert events_of(letter) == ["letter_made", "letter_delivered", "letter_acknowledged"]


@pytest.mark.parametrize("act", [actions.acknowledge, actions.note_opened])
def test_only_the_regions_people_act_on_its_letter_and_only_when_it_is_made(act):
    made, ordered = letters.made_letter(), letters.ordered_letter()

    for person in (member(code="21"), staff("case_officer", "decision_maker", "registrar")):
        with pytest.raises(PermissionDenied):
            act(letter_id=made.pk, by=person, at=MADE)
    with pytest.raises(PermissionDenied):
        act(letter_id=ordered.pk, by=member(), at=MADE)


def test_letter_of_a_held_decision_is_made_and_tells_nobody():
    reader = member("editor", code="20")
    letter = letters.made_letter(is_held=True)

    case = Case.objects.get(pk=letter.decision.case_id)
    assert letter.is_made
    assert not letter.is_delivered
    assert (case.stage, case.released_outcome, Mail.objects.count()) == (Stage.DECIDED, "", 0)
    assert not Letter.objects.visible_to(reader).exists()


def test_letter_of_a_held_decision_is_delivered_when_it_is_released():
    reader = member("editor", code="20")
    letter = letters.made_letter(is_held=True)
    decider = letter.decision.decided_by
    no_conflict(letter.decision.case, decider)

    release_decisions(decision_ids=[letter.decision_id], by=decider, at=LATER)
    release_decisions(decision_ids=[letter.decision_id], by=decider, at=LATER)

    assert Letter.objects.visible_to(reader).get().delivered_at == LATER
    assert events_of(letter) == ["letter_made", "decision_released", "letter_delivered"]
    assert Mail.objects.filter(person=reader).count() == 1


def test_letter_that_is_made_after_its_decision_was_released_is_delivered_then():
    letter = letters.ordered_letter(is_held=True)
    decider = letter.decision.decided_by
    no_conflict(letter.decision.case, decider)
    release_decisions(decision_ids=[letter.decision_id], by=decider, at=LATER)
    letter.refresh_from_db()
    assert letter.delivered_at is None

    assert actions.make_letter(letter_id=letter.pk, at=LATER).delivered_at == LATER


def test_decisions_are_released_together_or_not_at_all():
    first, second = letters.made_letter(is_held=True), letters.made_letter(is_held=True)
    decider = first.decision.decided_by
    no_conflict(first.decision.case, decider)

    with pytest.raises(PermissionDenied):
        release_decisions(decision_ids=[first.decision_id, second.decision_id], by=decider, at=LATER)

    assert not Letter.objects.delivered().exists()

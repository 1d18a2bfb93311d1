"""A worker that is killed while it makes a letter: afterwards there is one letter, or none that anyone has heard of."""

import hashlib
import subprocess
import sys
import time

import pytest
from django.utils import timezone

import applications.letters.actions
from applications.letters.actions import start_mailing
from applications.letters.models import Letter
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories import letters
from tests.factories.accounts import staff
from tests.factories.cases import no_conflict
from tests.factories.letters import MADE
from tests.factories.regions import member
from tests.faults.test_deliveries import Portal
from tests.processes import ROOT
from tests.services import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Says that it is warm, then makes the letter.
WORKER = """
import sys, django
django.setup()
import applications.letters.tasks
from portal.pdf.render import render_pdf
render_pdf(html='<html lang="sv"><title>a</title><p>a', styles=("css/letter.css",))
print("warm", flush=True)
applications.letters.tasks.make_letter.run(int(sys.argv[1]))
print("made", flush=True)
"""


def killed_after(seconds: float, letter_id: int, environment: dict[str, str]) -> None:
    """Start making the letter in a process of its own, and kill it so long after it began."""
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-c", WORKER, str(letter_id)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "warm\n"
        time.sleep(seconds)
        worker.kill()


def test_worker_killed_at_any_moment_leaves_all_or_nothing(portal_environment):
    person = member()
    for step in range(12):
        letter = letters.ordered_letter()
        case = letter.decision.case
        killed_after(step * 0.04, letter.pk, portal_environment)

        letter.refresh_from_db()
        case.refresh_from_db()
        notices = Mail.objects.filter(key__startswith=f"{letter.notice_key}:", person=person)
        assert bool(case.released_outcome) == letter.is_made == notices.exists(), "all or nothing"

        made = applications.letters.actions.make_letter(letter_id=letter.pk, at=MADE)
        assert notices.count() == 1
        assert AuditEntry.objects.filter(subject=case.audit_subject, event="letter_made").count() == 1
        with made.pdf.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == made.sha256
        assert made.pdf.storage.listdir("letters")[1].count(f"{letter.pk}.pdf") == 1
    assert len(made.pdf.storage.listdir("letters")[1]) == 12, "no file is left over"


@pytest.fixture
def portal(portal_environment, tmp_path) -> Portal:
    return Portal({**portal_environment, "OUTBOX_LEASE_SECONDS": "3"}, tmp_path)


def test_workers_killed_in_the_middle_of_a_mailing_lose_and_double_nothing(portal, smtp_server):
    """Eight letters asked for at once come, whatever dies: each once, all released at the same moment, each told of."""
    maker, person = staff("decision_maker"), member("editor")
    found = [letters.ordered_letter(is_held=True) for _number in range(8)]
    for letter in found:
        no_conflict(letter.decision.case, maker)
    mailing = start_mailing(
        title="Mötet", decision_ids=[letter.decision_id for letter in found], by=maker, at=timezone.now()
    )
    with portal.beat():
        for _death in range(2):
            before = Letter.objects.made().count()
            with portal.worker() as worker:
                wait_until(lambda before=before: Letter.objects.made().count() > before, "a letter", seconds=60)
                worker.kill()
            if Letter.objects.made().count() == len(found):
                break
        with portal.worker():
            wait_until(lambda: Letter.objects.delivered().count() == len(found), "all letters", seconds=90)

    mailing.refresh_from_db()
    assert mailing.is_sent
    assert Letter.objects.values("delivered_at").distinct().count() == 1
    assert AuditEntry.objects.filter(event="letter_made").count() == len(found)
    assert AuditEntry.objects.filter(event="letter_delivered").count() == len(found)
    for letter in found:
        assert Mail.objects.filter(key__startswith=f"{letter.notice_key}:", person=person).count() == 1

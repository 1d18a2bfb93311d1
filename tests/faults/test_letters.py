"""A worker that is killed while it makes a letter: afterwards there is one letter, or none that anyone has heard of."""

import hashlib
import subprocess
import sys
import time

import pytest

import applications.letters.actions
from portal.audit.models import AuditEntry
from portal.outbox.models import Mail
from tests.factories import letters
from tests.factories.letters import MADE
from tests.factories.regions import member
from tests.processes import ROOT

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

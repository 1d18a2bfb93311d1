"""A worker that is killed while it makes the PDF of an application: the next makes the one that was ordered."""

import hashlib
import subprocess
import sys
import time

import pytest

import applications.submissions.actions
from applications.submissions.models import ApplicationPdf
from tests.factories.drafting import full_draft
from tests.processes import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Says that it is warm, then makes the PDF.
WORKER = """
import sys, django
django.setup()
import applications.submissions.tasks
from portal.pdf.render import render_pdf
render_pdf(html='<html lang="sv"><title>a</title><p>a', styles=("css/application.css",))
print("warm", flush=True)
applications.submissions.tasks.make_pdf.run(int(sys.argv[1]))
"""


def killed_after(seconds: float, pdf_id: int, environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", WORKER, str(pdf_id)]
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "warm\n"
        time.sleep(seconds)
        worker.kill()


def test_worker_killed_at_any_moment_leaves_a_whole_pdf_or_none(portal_environment, now):
    for step in range(8):
        case = full_draft()
        ordered = applications.submissions.actions.order_draft_pdf(case_id=case.pk, by=case.created_by, at=now)
        killed_after(step * 0.08, ordered.pk, portal_environment)

        made = applications.submissions.actions.make_pdf(pdf_id=ordered.pk, at=now)
        assert made.is_made
        with made.pdf.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == made.sha256
    _folders, files = made.pdf.storage.listdir(made.pdf.name.rpartition("/")[0])
    assert len(files) == ApplicationPdf.objects.count() == 8, "no file is left over"

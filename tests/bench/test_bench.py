"""The bench still works, what it fills in is true to the portal, and the README shows what it last found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from applications.cases.models import Case
from applications.drafting.completeness import missing
from applications.drafting.queries import draft_content, drafts_seen_by
from applications.submissions.content import sha256_of, thaw
from bench import report
from bench.filling import AUDIT_ENTRIES, MESSAGES, fill_to, make_drafts
from bench.world import SENDING_REGION, build_world
from bench.writing import QUESTIONS
from portal.audit.queries import faults
from portal.audit.verification import Tally
from tests.processes import ROOT


@pytest.fixture
def on_postgresql(transactional_db):
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("the bench runs on PostgreSQL")


def test_filled_cases_are_whole(on_postgresql):
    fill_to(build_world(), 5)

    case = Case.objects.submitted().select_related("draft__form_version").first()
    tally = Tally()
    first, second = case.submissions.order_by("number").prefetch_related("amounts")
    content = thaw(second.content, case.draft.form_version.parsed)
    assert list(faults(tally, case.audit_subject)) == []
    assert tally.entries == AUDIT_ENTRIES
    assert case.messages.count() == MESSAGES
    assert len(content.section("project")) == QUESTIONS
    assert all(500 <= len(answer) <= 3000 for answer in content.section("project").values())
    assert second.sha256 == sha256_of(second.content) != first.sha256
    assert sum(amount.amount for amount in second.amounts.all()) == case.amount_applied > 0
    assert content.sections == draft_content(case).sections


def test_made_drafts_may_be_handed_in(on_postgresql):
    world = build_world()

    (pk,) = make_drafts(world, SENDING_REGION, 1)

    case = drafts_seen_by(world.sender).get(pk=pk)
    assert missing(draft_content(case), case.call) == []


def test_bench_measures_every_goal(portal_environment, tmp_path: Path):
    command = [sys.executable, "-m", "bench", "--quick", "--to", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, env=portal_environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "latest.json").read_text())
    assert {goal["name"] for goal in found["goals"]} >= {"form page (20 fields): queries", "submit POST: × baseline"}
    assert all(set(goal) == {"name", "value", "goal", "met"} and goal["value"] > 0 for goal in found["goals"])
    assert (tmp_path / "latest.md").read_text() == report.markdown(found)


def test_readme_shows_the_latest_results():
    found = json.loads((report.RESULTS / "latest.json").read_text(encoding="utf-8"))
    text = report.README.read_text(encoding="utf-8")

    assert f"{report.BEGIN}{report.markdown(found)}{report.END}" in text
    assert (report.RESULTS / "latest.md").read_text(encoding="utf-8") == report.markdown(found)

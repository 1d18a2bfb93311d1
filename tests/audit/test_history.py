"""A subject's history as people read it, and that every event has a sentence."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext_lazy, override

from portal.audit import labels
from portal.audit.actions import record
from portal.audit.labels import NOT_KEPT, Sentence, known_events, register, sentence_for
from portal.audit.models import AuditDetails
from portal.audit.queries import history
from tests.factories.accounts import UserFactory
from tests.factories.cases import draft_case

AT = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)


def sentences(subject) -> list[str]:
    return [line.sentence for line in history(subject)]


@pytest.mark.django_db
def test_history_tells_what_was_done_newest_first():
    case = draft_case()
    anna, bo = UserFactory(name="Anna Alm"), UserFactory(name="Bo Berg")
    record(case, "case_taken", by=anna, at=AT)
    record(case, "assessor_asked", by=anna, at=AT, person=bo)

    lines = history(case)

    assert [line.sentence for line in lines] == [
        "Anna Alm bad Bo Berg att bedöma ansökan.",
        "Anna Alm tog ärendet.",
    ]
    assert [(line.number, line.at, line.by) for line in lines] == [(2, AT, anna), (1, AT, anna)]


@pytest.mark.django_db
def test_history_asks_two_questions_however_long(django_assert_num_queries):
    case = draft_case()
    for _ in range(5):
        record(case, "assessor_asked", by=UserFactory(), at=AT, person=UserFactory())

    with django_assert_num_queries(2):
        history(case)


def test_sentence_writes_choices_in_words():
    sentence = Sentence("%(by)s beslutade: %(outcome)s.", choices={"outcome": {"grant": "Bifall"}})

    assert sentence.write({"outcome": "grant"}, by="Eva", people={}) == "Eva beslutade: bifall."
    assert sentence.write({"outcome": "retired"}, by="Eva", people={}) == "Eva beslutade: retired."


@pytest.mark.django_db
def test_history_of_nothing_is_empty():
    assert history(draft_case()) == []


@pytest.mark.django_db
def test_history_says_that_details_were_disposed_of():
    case = draft_case()
    record(case, "assessor_asked", by=None, at=AT, person=case.created_by)
    record(case, "case_taken", by=None, at=AT)
    AuditDetails.objects.all().delete()

    taken, asked = history(case)

    assert (asked.sentence, asked.disposed) == (f"Portalen bad {NOT_KEPT} att bedöma ansökan.", True)
    assert taken.disposed is False


@pytest.mark.django_db
def test_history_of_an_event_without_a_sentence_shows_its_name():
    case = draft_case()
    record(case, "moon_100%_full", by=None, at=AT)

    assert sentences(case) == ["Moon 100% full (Portalen)"]


@pytest.mark.django_db
def test_history_never_lets_details_pose_as_the_one_who_did_it():
    case = draft_case()
    record(case, "draft_started", by=UserFactory(name="Anna Alm"), at=AT, title="%(by)s %s {x}")

    assert sentences(case) == ["Anna Alm påbörjade ansökan ”%(by)s %s {x}”."]


def test_sentence_writes_money_moments_and_dates_as_people_do():
    sentence = Sentence(
        gettext_lazy("%(by)s: %(amount)s, %(until)s, %(day)s, %(names)s, %(gone)s"),
        money=("amount",),
        moments=("until",),
        dates=("day",),
    )
    details = {
        "amount": 2_857_000,
        "until": "2022-09-09T21:59:00+00:00",
        "day": "2022-09-09",
        "names": ["a", "b"],
        "gone": None,
    }

    with override("sv"):
        words = sentence.write(details, by="Anna", people={})

    assert words.replace("\u00a0", " ").replace("\u202f", " ") == (
        "Anna: 2 857 000 kr, 9 september 2022 kl. 23.59, 9 september 2022, a, b, –"
    )


def test_register_refuses_a_second_name(monkeypatch):
    monkeypatch.setattr(labels, "_sentences", {})
    register("a.b", {"done": "%(by)s"})

    with pytest.raises(ValueError, match="named twice"):
        register("a.b", {"done": "%(by)s igen"})


def test_sentence_for_keeps_kinds_of_subjects_apart(monkeypatch):
    monkeypatch.setattr(labels, "_sentences", {})
    register("a.b", {"done": "ett"})
    register("a.c", {"done": "två"})

    assert [str(sentence_for(f"a.{letter}:1", "done").text) for letter in "bc"] == ["ett", "två"]


def recorded_events() -> list[tuple[str, str]]:
    """Every event that the code records by name, with the file that does."""
    root = Path(settings.BASE_DIR)
    files = [path for folder in ("portal", "regions", "applications") for path in (root / folder).rglob("*.py")]
    return [
        (event.value, str(path.relative_to(root)))
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "portal.audit.actions.record"
        for event in ast.walk(node.args[1])
        if isinstance(event, ast.Constant) and isinstance(event.value, str)
    ]


def test_every_event_that_is_recorded_has_a_sentence():
    recorded = recorded_events()
    assert len(recorded) > 10

    nameless = {f"{event} in {path}" for event, path in recorded if event not in known_events()}

    assert nameless == set(), "give these a sentence in their room's history.py (portal.audit.labels says how)"

"""Cases are found by their words: by Swedish stems and beginnings on PostgreSQL, as they stand on SQLite."""

import pytest
from django.db import connection

from applications.cases.actions import keep_text
from applications.cases.models import Case, CaseText
from applications.cases.searching import MOST_CHARACTERS, _by_stems, holds_words, words_in
from applications.cases.states import Stage
from applications.submissions.actions import index_answers
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import conflict, no_conflict, submitted_case
from tests.factories.supplements import ask, case_to_complete, send, write

pytestmark = pytest.mark.django_db


def found(typed, reader=None):
    """What somebody finds to whom every case is open, or another reader."""
    if reader is None:
        reader = staff("registrar")
        no_conflict_anywhere(reader)
    return sorted(Case.objects.filter(holds_words(typed, reader=reader)).values_list("title", flat=True))


def no_conflict_anywhere(reader):
    for case in Case.objects.all():
        no_conflict(case, reader)


@pytest.fixture
def cases():
    shared = call()
    first = submitted_case(call=shared, code="20", title="En väg in", registry_number="2022-000131")
    keep_text(case=first, answers="Vi kartlägger utbildningarna i ÄLVDALENS kommun.\nÅret är fullt av möten.")
    submitted_case(call=shared, code="25", title="Kompetens räknas", registry_number="2022-000132")
    return first


@pytest.mark.parametrize(
    "typed",
    [
        "131",
        "2022-000131",
        "000131",
        "dalarna väg",
        "VÄG",
        "älvdalens",
        "kartlägger",
        "  kommun\n",
        "utbildning",
        "in väg",
    ],
)
def test_case_is_found_by_its_number_names_and_answers(typed, cases):
    assert found(typed) == ["En väg in"]


def test_every_word_must_be_there_and_none_filters_nothing(cases):
    assert found("väg norrbotten") == []
    assert found("") == found(" -- ") == ["En väg in", "Kompetens räknas"]
    assert found("2022") == ["En väg in", "Kompetens räknas"]


@pytest.mark.parametrize(
    "typed", ["'", "a:*b & !", "%", "_%_", "\\", "<->", "x" * 5000, "'); DROP TABLE x; --", "\x00"]
)
def test_search_bears_what_anybody_types(typed, cases):
    assert isinstance(found(typed), list)


def test_postgresql_knows_swedish_stems_and_words_that_say_nothing(cases):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no stems")
    assert found("utbildningen") == found("kommuner") == found("möte") == ["En väg in"]
    assert found("och") == ["En väg in", "Kompetens räknas"]
    assert found("och möten") == ["En väg in"]


def test_text_follows_the_newest_version(now):
    """It is there at once for number and names; a worker adds the answers, and an older version's never come back."""
    case = case_to_complete(now)
    first = case.submissions.get()
    assert found(f"{case.registry_number} dalarna") == [case.title]
    index_answers(submission_id=first.pk)
    assert found("ingång") == [case.title]
    ask(case, now)
    write(case, now, summary="Nu med tydligare mål.")
    second = send(case, now).submission
    assert found("tydligare") == []
    index_answers(submission_id=second.pk)
    index_answers(submission_id=first.pk)
    assert found("tydligare mål") == [case.title]
    assert found("ingång") == []


def test_draft_has_no_text(now):
    from tests.factories.drafting import full_draft

    case = full_draft()
    assert case.stage == Stage.DRAFT
    assert not CaseText.objects.filter(case=case).exists()


def test_text_without_end_comes_in_and_is_cut(cases):
    keep_text(case=cases, answers=" ".join(f"ord{number}" for number in range(200_000)))
    assert len(CaseText.objects.get(case=cases).text) == MOST_CHARACTERS
    assert found("ord17") == ["En väg in"]


def test_search_takes_eight_words():
    assert words_in("ett två 3-4 fem sex sju åtta nio tio") == ["ett", "två", "3", "4", "fem", "sex", "sju", "åtta"]


@pytest.mark.parametrize("typed", ["131", "2022-000131", "dalarna väg", "VÄG"])
def test_case_that_is_not_open_yet_is_found_by_its_names(typed, cases):
    assert found(typed, staff("case_officer")) == ["En väg in"]


@pytest.mark.parametrize("typed", ["älvdalens", "kartlägger", "utbildning", "väg utbildning", "möten"])
def test_case_that_is_not_open_yet_is_not_found_by_what_its_application_says(typed, cases):
    officer = staff("case_officer")
    assert found(typed, officer) == []

    no_conflict(cases, officer)
    assert found(typed, officer) == ["En väg in"]


def test_word_given_on_other_parties_opens_no_content(cases):
    officer = staff("case_officer")
    no_conflict(cases, officer)
    Case.objects.filter(pk=cases.pk).update(parties_since=2)

    assert found("älvdalens", officer) == []
    assert found("väg", officer) == ["En väg in"]


def test_who_is_no_staff_or_barred_finds_nothing_by_content(cases):
    barred = staff("case_officer")
    conflict(cases, barred)

    for person in (barred, staff()):
        assert found("älvdalens", person) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_what_came_last_is_in_the_indexes_and_not_in_a_list_that_each_search_reads_through():
    names = ["cases_casetext_document", "cases_casetext_names"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname = ANY(%s) ORDER BY relname", [names])
        assert cursor.fetchall() == [(name, ["fastupdate=off"]) for name in names]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize(("where", "index"), [("text", "cases_casetext_document"), ("names", "cases_casetext_names")])
def test_words_are_looked_up_in_an_index(cases, where, index):
    """As PostgreSQL does by itself at 10,000 cases: here it is told that reading the whole table is dear."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_by_stems(['älvdalens'], where).sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan on {index} " in plan

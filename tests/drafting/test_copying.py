"""What of an earlier application comes along into a new one."""

import copy
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.calls.definition import parse
from applications.drafting.content import AttachedFile, DraftContent
from applications.drafting.copying import Copy, copy_content
from applications.drafting.fields import fields_of, flatten, row_ids_of
from tests.factories.calls import DEFINITION
from tests.factories.drafting import SECTIONS

FORM = parse(DEFINITION)
YEARS = range(2022, 2025)


def with_questions(*questions: dict[str, Any], **section: Any) -> Any:
    """The usual form with other questions in its first section."""
    changed = copy.deepcopy(DEFINITION)
    changed["sections"][0] = {**changed["sections"][0], "questions": list(questions), **section}
    return parse(changed)


def copied(
    sections: dict[str, Any], target: Any = FORM, years: Any = YEARS, source: Any = FORM, files: Any = ()
) -> Copy:
    ids = (f"new{number}" for number in itertools.count(1))
    content = DraftContent(definition=source, sections=sections, attachments=list(files))
    return copy_content(content, YEARS, target, years, new_row_id=lambda: next(ids))


def left(copy: Copy) -> list[tuple[str, str]]:
    return [(item.label, item.text) for item in copy.left]


def test_everything_comes_along_into_the_same_form():
    made = copied(SECTIONS)

    assert left(made) == []
    assert made.sections["project"] == SECTIONS["project"]
    assert made.sections["budget"] == SECTIONS["budget"]
    assert [row["id"] for row in made.sections["partners"]["rows"]] == ["new1"]
    assert made.sections["funding"]["rows"][0]["amounts"] == SECTIONS["funding"]["rows"][0]["amounts"]


def test_answer_to_a_question_that_is_gone_is_left_with_its_words():
    made = copied(
        {"project": {"summary": "Vi bygger.", "kind": "more"}},
        with_questions({"key": "summary", "type": "long_text", "label": "Kort"}),
    )

    assert made.sections == {"project": {"summary": "Vi bygger."}}
    assert left(made) == [("Slag av projekt", "Fortsättning")]


def test_choice_comes_along_when_the_option_is_still_there():
    options = [{"key": "new", "label": "Nytt projekt"}, {"key": "other", "label": "Annat"}]
    target = with_questions({"key": "kind", "type": "choice", "label": "Slag", "options": options})

    assert copied({"project": {"kind": "new"}}, target).sections == {"project": {"kind": "new"}}
    assert copied({"project": {"kind": "more"}}, target).sections == {}


@pytest.mark.parametrize(
    ("becomes", "text", "fits"),
    [
        ("long_text", "En rad\noch en till", True),
        ("short_text", "En rad", True),
        ("short_text", "En rad\noch en till", False),
        ("email", "a@example.test", False),
        ("yes_no", "yes", False),
    ],
)
def test_text_comes_along_where_it_can_stand(becomes, text, fits):
    made = copied({"project": {"summary": text}}, with_questions({"key": "summary", "type": becomes, "label": "Kort"}))

    assert bool(made.sections) is fits
    assert bool(made.left) is not fits


def test_text_longer_than_the_new_limit_is_not_cut():
    target = with_questions({"key": "summary", "type": "long_text", "label": "Kort", "max_length": 10})

    assert copied({"project": {"summary": "x" * 500}}, target).sections["project"]["summary"] == "x" * 500


def test_section_of_another_key_has_other_questions():
    target = with_questions({"key": "summary", "type": "long_text", "label": "Kort"}, key="idea")

    assert left(copied({"project": {"summary": "Vi bygger."}}, target)) == [("Sammanfattning", "Vi bygger.")]


def test_amounts_come_along_for_the_years_that_the_new_call_has():
    made = copied(SECTIONS, years=range(2024, 2027))

    assert made.sections["budget"] == {"amounts": {"staff": {"2024": 1_600_000}}}
    assert made.sections["funding"]["applied"] == {"2024": 1_600_000}
    assert made.sections["funding"]["rows"][0]["amounts"] == {"2024": 240_000}
    assert ("Personal 2022", "400\u00a0000") in left(made)
    assert ("Region Dalarna: Belopp 2023", "300\u00a0000") in left(made)


def test_cost_type_that_is_gone_or_is_counted_now_is_left():
    changed = copy.deepcopy(DEFINITION)
    changed["sections"][4]["cost_types"] = [
        {"key": "services", "label": "Tjänster"},
        {"key": "staff", "label": "Personal", "percent": 20, "percent_of": ["services"]},
    ]

    made = copied({"budget": {"amounts": {"staff": {"2022": 5}, "services": {"2022": 7}}}}, parse(changed))

    assert made.sections["budget"] == {"amounts": {"services": {"2022": 7}}}
    assert left(made) == [("Personal 2022", "5")]


def test_files_stay_where_they_are_and_are_counted():
    file = AttachedFile(1, 1, "u", "avtal.pdf", "application/pdf", 10, "0" * 64, "clean")

    made = copied({}, files=[file])

    assert (made.files, made.sections) == (1, {})


def test_rows_of_a_handed_in_version_have_no_ids_and_get_some():
    made = copied({"partners": {"rows": [{"name": "Region Gävleborg"}, {"name": "Region Uppsala"}]}})

    assert made.sections["partners"]["rows"] == [
        {"id": "new1", "name": "Region Gävleborg"},
        {"id": "new2", "name": "Region Uppsala"},
    ]


# --- Whatever there was: nothing is lost, made up, or put where the form has no field ---

texts = st.text("abc å\n", min_size=1, max_size=20).filter(str.strip)
amounts = st.dictionaries(st.sampled_from(["2021", "2022", "2024", "2030"]), st.integers(1, 10**6), max_size=4)
sections = st.fixed_dictionaries(
    {},
    optional={
        "project": st.dictionaries(st.sampled_from(["summary", "contact", "website", "kind"]), texts, max_size=4),
        "budget": st.fixed_dictionaries(
            {"amounts": st.dictionaries(st.sampled_from(["staff", "services", "gone"]), amounts)}
        ),
        "funding": st.fixed_dictionaries(
            {"applied": amounts},
            optional={
                "rows": st.lists(st.fixed_dictionaries({"name": texts, "kind": texts, "amounts": amounts}), max_size=3)
            },
        ),
    },
)
questions = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["summary", "contact", "website"]),
            "type": st.sampled_from(["short_text", "long_text", "email", "url", "yes_no"]),
            "label": st.just("Fråga"),
        }
    ),
    min_size=1,
    unique_by=lambda question: question["key"],
)


@given(sections, questions, st.sets(st.integers(2021, 2026), min_size=1))
def test_every_answer_comes_along_or_is_told_of(said, asked, years):
    target = with_questions(*asked)

    made = copied(said, target, sorted(years))

    before = sorted(str(value) for content in said.values() for value in flatten(content).values())
    came = [str(value) for content in made.sections.values() for value in flatten(content).values()]
    told = [item.text.replace("\u00a0", "") for item in made.left]
    assert sorted(came + told) == before
    for section in target.sections:
        flat = flatten(made.sections.get(section.key, {}))
        assert flat.keys() <= fields_of(section, sorted(years), row_ids_of(flat)).keys()

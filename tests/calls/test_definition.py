"""The parser of form definitions: every fault has words, and nothing else than ValidationError comes out."""

import copy
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.calls.definition import FormDefinition, Text, parse
from tests.factories.calls import DEFINITION


def faults_of(data):
    with pytest.raises(ValidationError) as error:
        parse(data)
    return error.value.messages


def changed(**changes):
    """The factories' definition with its first section changed."""
    data = copy.deepcopy(DEFINITION)
    data["sections"][0] |= changes
    return data


def question(**fields):
    return changed(questions=[{"key": "a", "type": "short_text", "label": "A", **fields}])


def budget(*cost_types):
    section = {"key": "budget", "kind": "budget", "title": "Budget", "cost_types": list(cost_types)}
    return {"sections": [section]}


def test_parse_reads_a_whole_definition():
    form = parse(DEFINITION)
    assert [section.kind for section in form.sections][:3] == ["questions", "partners", "period"]
    assert form.section("project").questions[0].max_length == 500
    assert form.of_kind("budget").cost_types[2].percent_of == ("staff",)
    assert form.section("nothing") is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "formuläret ska vara ett objekt"),
        ([], "formuläret ska vara ett objekt"),
        ({}, "”sections” ska vara en lista"),
        ({"sections": []}, "”sections” ska vara en lista med något i"),
        ({"sections": ["text"]}, "sections[0] ska vara ett objekt"),
        (changed(kind="poetry"), "”kind” ska vara något av questions, partners"),
        (changed(kind=["questions"]), "”kind” ska vara något av"),
        (changed(key="Stor Bokstav"), "”key” ska vara små bokstäver"),
        (changed(key="partners"), "nyckeln ”partners” finns mer än en gång"),
        (changed(title=""), "”title” saknar svensk text"),
        (changed(title={"en": "The project"}), "”title” saknar svensk text"),
        (changed(title=17), "sections[0].title ska vara text"),
        (changed(title={"sv": None}), "sections[0].title ska vara text"),
        (changed(title="Noll\x00tecken"), "tecken som inte kan visas"),
        (changed(title="Halv \ud800"), "tecken som inte kan visas"),
        (changed(titel="Projektet"), "”titel” är okänt"),
        (changed(questions=[]), "”questions” ska vara en lista med något i"),
        (changed(required="ja"), "”required” ska vara true eller false"),
        (question(max_length=0), "”max_length” ska vara ett heltal mellan 1 och 20000"),
        (question(max_length=True), "”max_length” ska vara ett heltal"),
        (question(max_length=10**40), "”max_length” ska vara ett heltal"),
        (question(max_length=float("nan")), "”max_length” ska vara ett heltal"),
        (question(type="choice"), "”options” ska vara en lista med något i"),
        (
            question(type="choice", options=[{"key": "x", "label": "X"}, {"key": "x", "label": "Y"}]),
            "nyckeln ”x” finns mer än en gång",
        ),
        (
            budget({"key": "i", "label": "I", "percent": 15, "percent_of": ["staff"]}),
            "schablonen ”i” ska räknas på kostnadsslag som finns",
        ),
        (budget({"key": "i", "label": "I", "percent": 15}), "schablonen ”i” ska räknas på"),
        (budget({"key": "i", "label": "I", "percent": 101}), "mellan 0 och 100"),
        (budget({"key": "i", "label": "I", "percent": 15, "percent_of": 3}), "”percent_of” ska vara en lista"),
        (
            {"sections": [{"key": k, "kind": "period", "title": "P"} for k in ("one", "two")]},
            "högst ett avsnitt av slaget ”period”",
        ),
    ],
)
def test_parse_names_each_fault(data, words):
    assert any(words in fault for fault in faults_of(data)), faults_of(data)


def test_parse_tells_all_faults_at_once():
    data = changed(key="", title="")
    data["sections"].append("text")
    assert len(faults_of(data)) == 3


def test_parse_refuses_a_flat_rate_of_a_flat_rate():
    staff = {"key": "staff", "label": "Personal"}
    rate = {"key": "i", "label": "I", "percent": 15, "percent_of": ["staff"]}
    parse(budget(staff, rate))
    assert faults_of(budget(staff, rate, {**rate, "key": "j", "percent_of": ["i"]}))


def test_text_follows_the_language_and_falls_back_to_swedish():
    with translation.override("en"):
        assert str(Text("Budget", "The budget")) == "The budget"
        assert str(Text("Budget")) == "Budget"
    assert str(Text("Budget", "The budget")) == "Budget"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["questions", "budget"]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["sections", "key", "kind", "title", "questions", "options", "cost_types", "percent_of", "sv", "type"]
            )
            | st.text(max_size=5),
            inside,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_parse_answers_any_json_with_a_form_or_words(data):
    try:
        form = parse(data)
    except ValidationError as error:
        assert error.messages  # noqa: PT017 - either answer is right
    else:
        assert isinstance(form, FormDefinition)
        json.dumps(data, allow_nan=False).encode()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_parse_survives_any_part_of_a_right_form_gone_wrong(data):
    form = copy.deepcopy(DEFINITION)
    place = form
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(ANYTHING)
    try:
        parse(form)
    except ValidationError as error:
        assert error.messages  # noqa: PT017 - either answer is right

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from applications.calls.letter_template import CONDITIONS, PLACEHOLDERS, check_plain, check_template, shown

VALUES = {"region": "Region Dalarna", "belopp": "3 900 000 kronor"}


def fill(text: str, *true: str) -> str:
    return shown(text, values=VALUES, true=set(true))


def faults(text: str) -> list[str]:
    with pytest.raises(ValidationError) as fault:
        check_template(text)
    return [error.code for error in fault.value.error_list]


def test_placeholders_are_filled_in_however_they_are_spaced():
    assert fill("Till {{region}}: {{ Belopp }}.") == "Till Region Dalarna: 3 900 000 kronor."


def test_what_is_filled_in_is_not_filled_in_again():
    values = {"projekt": "{{belopp}}", "belopp": "hemligt"}

    assert shown("{{projekt}}", values=values, true=set()) == "{{belopp}}"


def test_paragraph_stands_only_where_its_condition_is_true():
    text = "Först.\n\n[om lägre belopp] Ni får mindre.\n\n[om inte lägre belopp]\nNi får allt.\n\nSist."

    assert fill(text, "lägre belopp") == "Först.\n\nNi får mindre.\n\nSist."
    assert fill(text) == "Först.\n\nNi får allt.\n\nSist."


def test_every_placeholder_and_condition_may_be_written():
    check_template("\n\n".join(f"[om {name}] text" for name in CONDITIONS))
    check_template("\n\n".join(f"[om inte {name}] text" for name in CONDITIONS))
    check_template(" ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hej {{regoin}}.", "placeholder"),
        ("{{ settings.SECRET_KEY }}", "placeholder"),
        ("{{region|safe}}", "placeholder"),
        ("Hej {{region.", "placeholder_open"),
        ("Hej region}}.", "placeholder_open"),
        ("[om fullmåne] Hej.", "condition"),
        ("Hej.\n[om avslag] Nej.", "condition_place"),
        ("[om avslag Nej.", "condition_place"),
    ],
)
def test_what_is_not_in_the_lists_is_refused(text, code):
    assert faults(text) == [code]


def test_error_names_what_is_wrong_and_what_there_is():
    with pytest.raises(ValidationError) as fault:
        check_template("{{regoin}} [om")

    assert "Platshållaren {{regoin}} finns inte. De som finns är: {{region}}, " in fault.value.messages[0]


def test_conditions_take_no_placeholders():
    check_plain("Pengarna får bara användas till projektet.")
    with pytest.raises(ValidationError, match="platshållare"):
        check_plain("Pengarna till {{region}}.")


@given(st.text(alphabet="a {}[]om\n"))
def test_any_text_is_shown_or_refused_and_never_breaks(text):
    shown(text, values=VALUES, true=set())
    with contextlib.suppress(ValidationError):
        check_template(text)

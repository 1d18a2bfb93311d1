"""Input of more than a line."""

from django import forms

from portal.ui.fields import LongTextField


class Form(forms.Form):
    text = LongTextField(label="Text", max_length=10)


def test_what_is_pasted_is_not_cut_but_refused_in_words_and_kept():
    assert "maxlength" not in str(Form()["text"])
    form = Form({"text": "x" * 12})
    assert form.errors["text"] == ["Texten är 12 tecken. Den får vara högst 10."]
    assert "x" * 12 in str(form["text"])

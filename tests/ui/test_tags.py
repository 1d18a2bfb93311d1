import os
import subprocess
import sys

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from applications.calls.definition import Text
from portal.ui import numbers
from portal.ui.templatetags import ui
from tests.processes import ROOT


def render(text: str, **context: object) -> str:
    return engines["django"].engine.from_string(text).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (2857000, "2\u00a0857\u00a0000\u00a0kr"),
        (0, "0\u00a0kr"),
        (-12000, "\u221212\u00a0000\u00a0kr"),
        (None, "–"),
    ],
)
def test_kronor_has_hard_spaces_and_a_real_minus(amount, words):
    assert ui.kronor(amount) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1\u00a0kB"), (340_000, "340\u00a0kB"), (2_400_000, "2,4\u00a0MB"), (10_000_000, "10\u00a0MB")],
)
def test_file_size_is_short(size, words):
    assert numbers.file_size(size) == words


def test_file_size_has_the_decimal_sign_of_the_language():
    with translation.override("en"):
        assert numbers.file_size(2_400_000) == "2.4\u00a0MB"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hej)",
        "![x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
    ],
)
def test_markdown_lets_nothing_dangerous_through(text):
    html = ui.markdown(text)

    assert "<script" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert 'src="javascript' not in html
    assert 'href="data' not in html
    assert "<a href='" not in html


_AS_IMPORTED = """
import django
django.setup()
import portal.ui.templatetags.ui
from mdurl import _decode, _encode
for tables in (_encode.encode_cache, _decode.decode_cache):
    assert tables and all(len(table) == 128 for table in tables.values()), tables
"""


def test_markdown_has_its_tables_before_threads_share_them():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", _AS_IMPORTED], env=environment, cwd=ROOT, check=True)


def test_markdown_takes_a_text_in_two_languages():
    assert ui.markdown(Text("**Fyll** i", "Fill in")) == "<p><strong>Fyll</strong> i</p>\n"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Skriv till [registrator@x.test](mailto:registrator@x.test).", "Skriv till registrator@x.test."),
        ("Läs [reglerna](https://x.test/regler) **först**.", "Läs reglerna (https://x.test/regler) först."),
        ("- ett\n- två\n\n[inget här] (alls)", "- ett\n- två\n\n[inget här] (alls)"),
        ("", ""),
    ],
)
def test_markdown_is_written_out_for_mails(text, plain):
    assert ui.markdown_as_text(text) == plain


def test_markdown_makes_headings_lists_tables_and_links():
    html = ui.markdown("## Rubrik\n\n- ett\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[vi](https://example.test)")

    for part in ("<h2>Rubrik</h2>", "<li>ett</li>", "<td>2</td>", '<a href="https://example.test">'):
        assert part in html


def test_status_is_a_word_with_a_sign_and_escapes_it():
    html = ui.status("<b>Beviljad</b>", "ok", "check-lg")

    assert 'class="status status-ok"' in html
    assert "&lt;b&gt;Beviljad" in html
    assert '<svg aria-hidden="true"' in html


class Small(forms.Form):
    name = forms.CharField(label="Namn", help_text="Hela namnet")
    kind = forms.ChoiceField(label="Slag", choices=[("a", "A")], widget=forms.RadioSelect)
    website = forms.CharField(label="Webbplats", required=False)

    def clean(self) -> None:
        self.add_error(None, "Summan stämmer inte.")


def test_error_summary_names_and_links_to_every_field():
    html = render("{% error_summary form %}", form=Small({}))

    assert "3 saker behöver ändras" in html
    assert '<a href="#id_name">Namn: ' in html
    assert '<a href="#id_kind_0">Slag: ' in html
    assert "<li>Summan stämmer inte.</li>" in html


def test_error_summary_of_a_form_not_sent_is_nothing():
    assert render("{% error_summary form other %}", form=Small(), other=None) == ""


def test_a_field_has_hint_and_error_above_the_control_and_tied_to_it():
    html = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=Small({}))

    assert html.index('id="id_name_helptext"') < html.index('id="id_name_error"') < html.index('<input type="text"')
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert html.count("(frivilligt)") == 1


def page(number: object, count: int = 100, query: str = ""):
    request = RequestFactory().get(f"/{query}")
    return render("{% pagination page %}", page=Paginator(range(count), 10).get_page(number), request=request)


def test_pagination_keeps_the_rest_of_the_query_string():
    html = page(3, query="?q=%C3%A5+%22x%22&page=3")

    assert "21–30 av 100" in html
    assert 'href="?q=%C3%A5+%22x%22&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize("number", ["abc", "-1", "0", "999999999999999999999", ""])
def test_pagination_takes_any_page_number(number):
    assert "av 100" in page(number)


def test_pagination_of_one_page_is_only_a_count_and_of_nothing_nothing():
    assert "<nav" not in page(1, count=3)
    assert page(1, count=0) == ""


def test_nav_link_says_where_the_reader_is():
    request = RequestFactory().get("/om/kontakt/")
    html = render('{% nav_link "pages:page" "Kontakt" "" "kontakt" %}', request=request)
    below = render('{% nav_link "calls:list" "Utlysningar" %}', request=RequestFactory().get("/utlysningar/en/"))

    assert 'aria-current="page"' in html
    assert 'aria-current="true"' in below


def test_nav_link_to_what_is_not_installed_is_nothing():
    assert render('{% nav_link "no:such" "Ingenting" %}', request=RequestFactory().get("/")) == ""


def test_breadcrumbs_lead_back():
    html = render('{% breadcrumbs "calls:list" "Utlysningar" "/x/" title "Här" %}', title="<b>")

    assert '<a href="/utlysningar/">Utlysningar</a>' in html
    assert '<a href="/x/">&lt;b&gt;</a>' in html
    assert '<li aria-current="page">Här</li>' in html


def test_error_summary_leaves_texts_of_the_forms_own_as_they_are():
    class Own(forms.Form):
        outcome = forms.ChoiceField(label="Vad?", choices=[("a", "A")], error_messages={"required": "Välj ett utfall."})

    html = render("{% error_summary form %}", form=Own({}))

    assert ">Välj ett utfall.</a>" in html

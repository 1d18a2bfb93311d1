"""Calls in Django admin, through its pages as a call administrator uses them."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from applications.calls.models import Call
from applications.calls.queries import newest_form
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.calls import DEFINITION
from tests.factories.calls import call as make_call
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
ADD = "/admin/calls/call/add/"
APRIL = datetime(2022, 4, 1, tzinfo=UTC)


@pytest.fixture
def administrator(client):
    person = staff("call_administrator", name="Anna Admin")
    client.force_login(person)
    return person


@pytest.fixture
def draft():
    return make_call(published_at=None)


def change(call):
    return reverse("admin:calls_call_change", args=[call.pk])


def fields_of(response):
    """What a browser would send back from the page's form: the admin form's and its inlines' values."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for field in form:
            data |= _sent(field)
    return data


def _sent(field):
    value = field.value()
    if hasattr(field.field.widget, "decompress"):
        shown = field.field.widget.decompress(value)
        formats = ("%Y-%m-%d", "%H:%M:%S")
        return {f"{field.html_name}_{i}": part.strftime(formats[i]) for i, part in enumerate(shown) if part}
    if value is None or value is False:
        return {}
    if isinstance(value, list) or hasattr(value, "model"):
        return {field.html_name: [getattr(item, "pk", item) for item in value]}
    return {field.html_name: value}


def save(client, call, **changes):
    """Open the call, change these fields and save."""
    url = change(call)
    data = fields_of(client.get(url))
    return client.post(url, {**data, **changes})


def errors_on(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def events(call):
    return list(AuditEntry.objects.filter(subject=call.audit_subject).values_list("event", flat=True))


def test_admin_of_calls_is_for_call_administrators(client, draft):
    for person in (member("coordinator"), staff("case_officer", "decision_maker", "registrar")):
        client.force_login(person)
        for url in (ADD, change(draft), reverse("admin:calls_call_publish", args=[draft.pk])):
            assert client.get(url).status_code == 403


def test_every_page_of_a_call_in_admin_opens(client, administrator, draft):
    for url in (
        ADD,
        change(draft),
        reverse("admin:calls_call_changelist"),
        reverse("admin:calls_call_history", args=[draft.pk]),
        reverse("admin:calls_call_publish", args=[draft.pk]),
    ):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("query", ["?q=%00", "?p=abc", "?o=abc", "?bogus=1", "?published_at__year=x", "?e=1"])
def test_list_in_admin_takes_any_query(client, administrator, query):
    assert client.get(reverse("admin:calls_call_changelist") + query, follow=True).status_code == 200


def test_new_call_is_for_all_regions_and_starts_from_the_latest_form(client, administrator):
    form = client.get(ADD).context["adminform"].form
    assert len(form.initial["eligible_regions"]) == 21
    assert form.initial["form_definition"]["sections"][0]["key"] == "project"


def test_add_call_makes_a_draft_with_its_form_and_logs_it(client, administrator):
    data = fields_of(client.get(ADD))
    data |= {
        "title": "Nästa utlysning",
        "slug": "nasta-utlysning",
        "summary": "Kort.",
        "body": "Långt.",
        "late_instructions": "Skriv till registrator.",
        "opens_at_0": "2027-01-01",
        "opens_at_1": "00:00",
        "closes_at_0": "2027-03-01",
        "closes_at_1": "00:00",
        "budget_total": "100",
        "project_earliest_start_on": "2027-01-01",
        "project_latest_end_on": "2028-12-31",
        "form_definition": json.dumps(DEFINITION),
        "years-TOTAL_FORMS": "2",
        "years-0-year": "2027",
        "years-0-budget": "60",
        "years-1-year": "2028",
        "years-1-budget": "40",
    }
    response = client.post(ADD, data)
    assert response.status_code == 302, errors_on(response)
    call = Call.objects.get(slug="nasta-utlysning")
    assert call.published_at is None
    assert call.eligible_regions.count() == 21
    assert sum(call.years.values_list("budget", flat=True)) == 100
    assert events(call) == ["form_version_saved", "call_created"]


def test_edit_is_logged_with_before_and_after_and_seen_in_the_history(client, administrator, draft):
    assert save(client, draft, title="Ny rubrik").status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Ny rubrik"
    assert events(draft) == ["call_changed"]
    history = errors_on(client.get(reverse("admin:calls_call_history", args=[draft.pk])))
    assert "Anna Admin ändrade utlysningen." in history
    assert "<td>Regionala strukturer för validering</td><td>Ny rubrik</td>" in history


def test_history_shows_a_long_text_from_where_it_was_changed(client, administrator, draft):
    Call.objects.filter(pk=draft.pk).update(body="Samma. " * 200 + "Sist stod det så.")
    assert save(client, draft, body="Samma. " * 200 + "Nu står det så här.").status_code == 302
    history = errors_on(client.get(reverse("admin:calls_call_history", args=[draft.pk])))
    assert "Samma. Sist stod det så.</td>" in history
    assert "Samma. Nu står det så här.</td>" in history


def test_saving_without_a_change_logs_nothing(client, administrator, draft):
    assert save(client, draft).status_code == 302
    assert events(draft) == []
    assert draft.form_versions.count() == 1


def test_line_ends_of_a_browser_are_no_change(client, administrator):
    shipped = Call.objects.get(slug="regionala-strukturer-for-validering")
    data = {name: _as_browsers_send(value) for name, value in fields_of(client.get(change(shipped))).items()}
    assert client.post(change(shipped), data).status_code == 302
    assert events(shipped) == ["call_loaded"]
    assert shipped.form_versions.count() == 1


def _as_browsers_send(value):
    return value.replace("\n", "\r\n") if isinstance(value, str) else value


def test_years_that_do_not_add_up_are_told_beside_them(client, administrator, draft):
    response = save(client, draft, budget_total="61000000")
    assert response.status_code == 200
    words = "Årens budgetar är 60 000 000 kronor tillsammans, men hela budgeten är 61 000 000 kronor."
    assert words in errors_on(response)
    formset = response.context["inline_admin_formsets"][0].formset
    assert words in str(formset.non_form_errors()).replace("\u00a0", " ")
    draft.refresh_from_db()
    assert draft.budget_total == 60_000_000


@pytest.mark.parametrize("year", ["", "abc", "-1", "99999999999999999999"])
def test_years_that_are_no_numbers_are_told_beside_them(client, administrator, draft, year):
    response = save(client, draft, **{"years-0-budget": year})
    assert response.status_code == 200
    assert response.context["inline_admin_formsets"][0].formset.errors[0]["budget"]


def test_same_year_twice_is_told_in_the_words_of_the_form(client, administrator, draft):
    response = save(client, draft, **{"years-1-year": "2022"})
    assert "Samma värde står på flera rader: år. Varje rad ska ha sitt eget." in errors_on(response)


def test_year_keeps_what_is_granted(client, administrator, draft):
    draft.years.filter(year=2022).update(granted=5_000_000)
    response = save(client, draft, **{"years-0-budget": "4999999", "budget_total": "44999999"})
    assert "5 000 000 kronor är redan beviljade. Budgeten kan inte bli mindre än så." in errors_on(response)
    response = save(client, draft, **{"years-0-DELETE": "on", "budget_total": "40000000"})
    assert "5 000 000 kronor är redan beviljade för 2022. Året kan inte tas bort." in errors_on(response)
    response = save(client, draft, **{"years-0-year": "2030"})
    assert "Året kan inte bli ett annat" in errors_on(response)
    assert draft.years.get(year=2022).granted == 5_000_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"sections": [}', "rad 1, tecken 15"),
        ("", ""),
        ("[]", "formuläret ska vara ett objekt"),
        ('{"sections": [{"key": "a"}]}', "sections[0]: ”kind” ska vara något av"),
        ('{"sections": NaN}', "”sections” ska vara en lista"),
        ("9" * 5000, "ett tal är för långt"),
        ("[" * 200_000, "klamrarna för många"),
        ('{"sections": "\\u0000"}', "”sections” ska vara en lista"),
    ],
)
def test_form_that_cannot_be_read_is_told_beside_it_and_the_text_is_kept(client, administrator, draft, text, words):
    response = save(client, draft, form_definition=text)
    if not words:
        assert response.status_code == 302  # An empty field leaves a draft's form as it is.
    else:
        assert response.status_code == 200
        assert any(words in error for error in response.context["adminform"].form.errors["form_definition"])
        assert response.context["adminform"].form["form_definition"].value() == text
    assert draft.form_versions.count() == 1


def test_changed_form_becomes_a_new_version(client, administrator, draft):
    changed = {"sections": [s for s in DEFINITION["sections"] if s["key"] != "attachments"]}
    assert save(client, draft, form_definition=json.dumps(changed)).status_code == 302
    assert newest_form(draft).number == 2
    assert draft.form_versions.get(number=1).definition == DEFINITION
    assert events(draft) == ["form_version_saved"]


def test_stale_form_is_refused_and_nothing_is_written_over(client, administrator, draft):
    url = change(draft)
    opened_before = fields_of(client.get(url))
    assert save(client, draft, title="En annans rubrik").status_code == 302
    response = client.post(url, {**opened_before, "title": "Min rubrik"})
    assert response.status_code == 200
    assert "Någon annan har ändrat utlysningen" in errors_on(response)
    assert "Min rubrik" in errors_on(response)
    draft.refresh_from_db()
    assert draft.title == "En annans rubrik"


def test_a_published_call_stays_whole(client, administrator):
    call = make_call()
    assert "vikter är 90 procent" in errors_on(save(client, call, **{"criteria-0-weight": "50"}))
    assert "Brevtext saknas för" in errors_on(save(client, call, **{"letter_texts-0-DELETE": "on"}))
    assert "Formuläret saknar avsnitt" in errors_on(
        save(client, call, form_definition=json.dumps({"sections": DEFINITION["sections"][:1]}))
    )
    assert "inget formulär" in errors_on(save(client, call, form_definition=""))
    assert "eligible_regions" in save(client, call, eligible_regions=[]).context["adminform"].form.errors
    assert events(call) == []


@time_machine.travel(datetime(2022, 6, 1, tzinfo=UTC))
def test_an_open_calls_dates_stand_in_its_form(client, administrator):
    """Longer time is given on a page of its own, which tells people of it."""
    call = make_call()
    response = save(client, call, opens_at_0="2022-05-24", closes_at_0="2022-09-09")
    assert {"opens_at", "closes_at"} <= set(response.context["adminform"].form.errors)
    response = save(client, call, closes_at_0="2022-09-17")
    assert "Förläng ansökningstiden" in errors_on(response)
    assert events(call) == []


def test_address_of_a_published_call_stands(client, administrator):
    call = make_call()
    assert save(client, call, slug="ny-adress").status_code == 302
    call.refresh_from_db()
    assert call.slug != "ny-adress"


def test_closing_before_opening_is_told_beside_the_dates(client, administrator, draft):
    response = save(client, draft, closes_at_0="2022-05-01")
    assert response.status_code == 200
    assert "ska stänga efter att den öppnar" in errors_on(response)


def test_time_that_a_change_of_clocks_skips_is_told(client, administrator, draft):
    response = save(client, draft, closes_at_0="2023-03-26", closes_at_1="02:30")
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["closes_at"]


@pytest.mark.parametrize("hostile", [{"years-TOTAL_FORMS": "abc"}, {"years-TOTAL_FORMS": "99999"}, {"seen": "x"}])
def test_broken_forms_are_refused_without_a_crash(client, administrator, draft, hostile):
    response = save(client, draft, **hostile)
    assert response.status_code in (200, 400)
    assert events(draft) == []


@time_machine.travel(APRIL, tick=False)
def test_publish_is_a_button_on_a_page_of_its_own(client, administrator, draft):
    url = reverse("admin:calls_call_publish", args=[draft.pk])
    assert url in client.get(change(draft)).content.decode()
    assert "När du publicerar kan alla se utlysningen" in errors_on(client.get(url))
    draft.refresh_from_db()
    assert draft.published_at is None
    response = client.post(url, follow=True)
    assert "Utlysningen är publicerad" in errors_on(response)
    draft.refresh_from_db()
    assert draft.published_at == APRIL
    assert events(draft) == ["call_published"]
    assert "redan publicerad" in errors_on(client.post(url, follow=True))


@time_machine.travel(APRIL, tick=False)
def test_publish_tells_all_that_is_missing(client, administrator, draft):
    draft.criteria.all().delete()
    draft.letter_texts.all().delete()
    url = reverse("admin:calls_call_publish", args=[draft.pk])
    for response in (client.get(url), client.post(url, follow=True)):
        assert "vikter är 0 procent" in errors_on(response)
        assert "Brevtext saknas för bifall, delvis bifall, avslag, avvisning, avskrivning" in errors_on(response)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_calls_are_never_deleted(client, administrator, draft):
    url = reverse("admin:calls_call_delete", args=[draft.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:calls_call_publish", args=[999_999])).status_code == 404
    assert Call.objects.filter(pk=draft.pk).exists()


def phrase_row(**fields):
    """What a browser sends for a new phrase in the first row."""
    row = {"id": "", "text": "Kostnaderna är rimliga.", "is_active": "on", "position": "1", "criterion": "", **fields}
    return {"phrases-TOTAL_FORMS": "1", **{f"phrases-0-{name}": value for name, value in row.items()}}


def test_admin_adds_a_phrase_tied_to_outcomes_and_a_criterion_and_logs_it(client, administrator, draft):
    costs = draft.criteria.get(key="costs")

    save(client, draft, **phrase_row(outcomes=["grant", "reject"], criterion=str(costs.pk)))

    phrase = draft.phrases.get()
    assert (phrase.fitting, phrase.criterion) == (["grant", "reject"], costs)
    changes = AuditEntry.objects.get(subject=draft.audit_subject, event="call_changed").details.content["changes"]
    assert changes[f"phrases.{phrase.pk}.text"]["after"] == "Kostnaderna är rimliga."
    assert "fras för skäl" in errors_on(client.get(reverse("admin:calls_call_history", args=[draft.pk])))


def test_admin_refuses_a_phrase_on_another_calls_criterion(client, administrator, draft):
    other = make_call().criteria.first()

    answer = save(client, draft, **phrase_row(criterion=str(other.pk)))

    assert answer.status_code == 200
    assert not draft.phrases.exists()


def test_admin_turns_phrases_off_and_never_deletes_them(client, administrator, draft):
    phrase = draft.phrases.create(text="Kostnaderna är rimliga.")
    page = client.get(change(draft))
    data = fields_of(page)
    del data["phrases-0-is_active"]

    client.post(change(draft), {**data, "phrases-0-DELETE": "on"})

    phrase.refresh_from_db()
    assert not phrase.is_active

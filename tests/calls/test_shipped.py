"""The call of 2022, as it comes with the portal."""

from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps

from applications.calls.models import Call, Outcome
from applications.calls.queries import newest_form, publishing_faults
from applications.calls.shipped import fill_in_what_points_tell, load_calls, load_phrases
from portal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
SLUG = "regionala-strukturer-for-validering"


@pytest.fixture
def shipped():
    return Call.objects.get(slug=SLUG)


def test_shipped_call_has_the_facts_of_2022(shipped):
    assert shipped.title == "Regionala strukturer för validering"
    assert shipped.opens_at == datetime(2022, 5, 22, 22, 0, tzinfo=UTC)
    assert shipped.closes_at == datetime(2022, 9, 9, 22, 0, tzinfo=UTC)
    assert shipped.published_at < shipped.opens_at
    assert shipped.budget_total == 60_000_000
    assert list(shipped.years.values_list("year", "budget", "granted")) == [
        (2022, 20_000_000, 0),
        (2023, 20_000_000, 0),
        (2024, 20_000_000, 0),
    ]
    assert shipped.project_latest_end_on == date(2024, 12, 31)
    assert shipped.eligible_regions.count() == 21
    assert list(shipped.reminder_steps.values_list("days_before", "at_time")) == [
        (days, time(9)) for days in (30, 14, 7, 3, 1, 0)
    ]


def test_shipped_call_could_be_published_as_it_is(shipped):
    assert publishing_faults(shipped) == []
    assert set(shipped.letter_texts.values_list("outcome", flat=True)) == set(Outcome.values)


def test_shipped_call_lets_appeal_what_its_letter_says_may_be_appealed(shipped):
    appealable = shipped.letter_texts.filter(may_be_appealed=True)
    assert [text.outcome for text in appealable] == ["dismiss"]
    assert appealable.get().appeal.startswith("Ni kan överklaga beslutet")


def test_shipped_form_asks_in_the_authoritys_order(shipped):
    form = newest_form(shipped).parsed
    assert [section.key for section in form.sections] == [
        "project",
        "applicant",
        "partners",
        "background",
        "objectives",
        "organisation",
        "horizontal",
        "period",
        "activities",
        "indicators",
        "budget",
        "funding",
        "attachments",
    ]
    indirect = form.of_kind("budget").cost_types[-1]
    assert (indirect.percent, indirect.percent_of) == (15, ("staff",))


def test_shipped_form_is_all_in_both_languages(shipped):
    texts = []
    for section in newest_form(shipped).parsed.sections:
        texts += [section.title, section.intro]
        for part in (*section.questions, *section.cost_types):
            texts += [part.label, part.hint]
        texts += [option.label for question in section.questions for option in question.options]
    assert [text.sv for text in texts if text.sv and not text.en] == []
    assert [c.key for c in shipped.criteria.all() if not (c.title_en and c.guidance_en)] == []
    assert shipped.body_en
    assert shipped.late_instructions_en


def test_load_calls_is_in_the_log_once_and_leaves_edited_calls_alone(shipped):
    Call.objects.filter(pk=shipped.pk).update(summary="Ändrad av en administratör.")
    assert load_calls(apps) == []
    shipped.refresh_from_db()
    assert shipped.summary == "Ändrad av en administratör."
    entries = AuditEntry.objects.filter(subject=shipped.audit_subject)
    assert [entry.event for entry in entries] == ["call_loaded"]
    assert shipped.audit_hash == entries[0].hash


def test_load_calls_adds_what_is_missing(shipped):
    Call.objects.filter(pk=shipped.pk).update(slug="en-annan")
    assert load_calls(apps) == [SLUG]
    assert Call.objects.get(slug=SLUG).form_versions.count() == 1


def test_shipped_call_has_phrases_for_each_outcome_and_criterion(shipped):
    phrases = list(shipped.phrases.select_related("criterion"))

    assert {outcome for phrase in phrases for outcome in phrase.fitting} == set(Outcome.values)
    assert {phrase.criterion.key for phrase in phrases if phrase.criterion} == {c.key for c in shipped.criteria.all()}
    assert all(phrase.is_active for phrase in phrases)


def test_load_phrases_leaves_a_call_alone_that_has_some(shipped):
    shipped.phrases.exclude(pk=shipped.phrases.first().pk).delete()

    load_phrases(apps)

    assert shipped.phrases.count() == 1


def test_shipped_checklist_ties_its_points_to_facts_and_to_sections_of_the_form(shipped):
    points = {item.key: item for item in shipped.checklist.all()}
    assert (points["in_time"].fact, points["in_time"].opened_sections) == ("in_time", [])
    assert (points["budget"].fact, points["budget"].opened_sections) == ("sums", ["budget", "funding"])
    assert points["co_funding"].fact == ""
    sections = {section.key for section in newest_form(shipped).parsed.sections}
    assert {key for item in points.values() for key in item.opened_sections} <= sections


def test_points_are_tied_only_where_nobody_has(shipped):
    shipped.checklist.filter(key="budget").update(fact="", sections="")
    shipped.checklist.filter(key="period").update(fact="", sections="budget")
    fill_in_what_points_tell(apps)
    assert shipped.checklist.get(key="budget").fact == "sums"
    assert shipped.checklist.get(key="period").sections == "budget"

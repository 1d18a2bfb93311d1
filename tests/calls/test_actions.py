"""Publishing, changing and cloning calls."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from applications.calls import actions, queries
from applications.calls.models import Call, FormVersion, LetterText, Outcome
from applications.calls.shipped import DATA
from portal.audit.models import AuditEntry
from regions.models import Region
from tests.factories.accounts import staff
from tests.factories.calls import CLOSES, DEFINITION, OPENS
from tests.factories.calls import call as make_call
from tests.factories.regions import member

pytestmark = pytest.mark.django_db
BEFORE = OPENS - timedelta(days=7)


@pytest.fixture
def administrator():
    return staff("call_administrator")


@pytest.fixture
def draft():
    return make_call(published_at=None)


def events(call):
    return list(AuditEntry.objects.filter(subject=call.audit_subject).values_list("event", flat=True))


def changes(call):
    return AuditEntry.objects.filter(subject=call.audit_subject).last().details.content["changes"]


def test_publish_call_lets_everyone_see_it_and_is_logged(draft, administrator):
    actions.publish_call(call_id=draft.pk, by=administrator, at=BEFORE)
    assert draft in Call.objects.published()
    assert events(draft) == ["call_published"]


def test_publish_call_is_for_call_administrators(draft):
    for person in (member("signatory"), staff("case_officer", "decision_maker", "registrar", "assessor")):
        with pytest.raises(PermissionDenied):
            actions.publish_call(call_id=draft.pk, by=person, at=BEFORE)


def test_publish_call_tells_everything_that_is_wrong_at_once(draft, administrator):
    draft.years.filter(year=2024).update(budget=19_000_000)
    draft.criteria.filter(key="costs").update(weight=30)
    draft.letter_texts.filter(outcome__in=["dismiss", "close"]).delete()
    draft.eligible_regions.clear()
    draft.form_versions.all().delete()
    with pytest.raises(ValidationError) as error:
        actions.publish_call(call_id=draft.pk, by=administrator, at=CLOSES)
    messages = " ".join(error.value.messages).replace("\u00a0", " ")
    for words in (
        "59 000 000 kronor tillsammans, men hela budgeten är 60 000 000 kronor",
        "vikter är 90 procent",
        "Brevtext saknas för avvisning, avskrivning",
        "Ingen region får söka",
        "inget formulär",
        "Stängningen har redan passerat",
    ):
        assert words in messages
    assert draft not in Call.objects.published()
    assert events(draft) == []


def test_publish_call_needs_the_sections_that_later_steps_read(administrator):
    only_questions = {"sections": DEFINITION["sections"][:1]}
    draft = make_call(published_at=None, definition=only_questions)
    with pytest.raises(ValidationError, match="projektperiod, budget, finansiering"):
        actions.publish_call(call_id=draft.pk, by=administrator, at=BEFORE)


def test_publish_call_happens_once(draft, administrator):
    actions.publish_call(call_id=draft.pk, by=administrator, at=BEFORE)
    with pytest.raises(ValidationError, match="redan publicerad"):
        actions.publish_call(call_id=draft.pk, by=administrator, at=BEFORE)


def test_save_form_version_keeps_the_old_one(draft, administrator):
    changed = {"sections": [*DEFINITION["sections"], {"key": "extra", "kind": "questions", "title": "Extra"}]}
    changed["sections"][-1]["questions"] = [{"key": "more", "type": "yes_no", "label": "Mer?"}]
    version = actions.save_form_version(call=draft, definition=changed, by=administrator, at=BEFORE)
    assert version.number == 2
    assert queries.newest_form(draft) == version
    assert draft.form_versions.get(number=1).definition == DEFINITION
    assert events(draft) == ["form_version_saved"]


def test_save_form_version_makes_none_of_the_same_definition(draft, administrator):
    version = actions.save_form_version(call=draft, definition=DEFINITION, by=administrator, at=BEFORE)
    assert version.number == 1
    assert events(draft) == []


def test_save_form_version_refuses_a_published_form_without_a_budget(administrator):
    with pytest.raises(ValidationError, match="saknar avsnitt"):
        actions.save_form_version(
            call=make_call(), definition={"sections": DEFINITION["sections"][:1]}, by=administrator, at=BEFORE
        )


def test_form_version_is_never_changed(draft):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FormVersion.objects.filter(call=draft).update(number=7)


def test_record_call_change_tells_before_and_after(draft, administrator):
    before = queries.call_snapshot(draft)
    draft.title = "Ny rubrik"
    draft.save()
    draft.years.filter(year=2022).update(budget=10)
    draft.checklist.filter(key="signed").delete()
    draft.eligible_regions.remove(Region.objects.get(pk="25"))
    actions.record_call_change(call=draft, before=before, by=administrator, at=BEFORE)
    told = changes(draft)
    assert told["title"] == {"before": "Regionala strukturer för validering", "after": "Ny rubrik"}
    assert told["years.2022.budget"] == {"before": 20_000_000, "after": 10}
    assert told["checklist.signed.text"]["after"] is None
    assert "25" in told["eligible_regions"]["before"]
    assert "25" not in told["eligible_regions"]["after"]
    assert len(told) == 8  # the checklist's item has five fields


def test_record_call_change_writes_nothing_when_nothing_changed(draft, administrator):
    before = queries.call_snapshot(draft)
    assert actions.record_call_change(call=draft, before=before, by=administrator, at=BEFORE) is None
    assert events(draft) == []


def test_record_call_change_keeps_a_published_call_whole(administrator):
    call = make_call()
    before = queries.call_snapshot(call)
    LetterText.objects.filter(call=call, outcome=Outcome.REJECT).delete()
    with pytest.raises(ValidationError, match="Brevtext saknas för avslag"):
        actions.record_call_change(call=call, before=before, by=administrator, at=BEFORE)


@pytest.mark.parametrize(
    ("field", "days", "at", "refused"),
    [
        ("opens_at", 1, OPENS - timedelta(days=1), False),
        ("opens_at", 1, OPENS, True),
        # Longer time is given by an extension, of which people are told.
        ("closes_at", 7, OPENS, True),
        ("closes_at", 7, CLOSES + timedelta(days=1), True),
        ("closes_at", 7, OPENS - timedelta(days=1), False),
        ("closes_at", -1, OPENS, True),
        ("closes_at", -1, OPENS - timedelta(days=1), False),
    ],
)
def test_dates_of_a_published_call_may_move_only_while_no_one_counts_on_them(field, days, at, refused, administrator):
    call = make_call()
    before = queries.call_snapshot(call)
    setattr(call, field, getattr(call, field) + timedelta(days=days))
    call.save()
    if refused:
        with pytest.raises(ValidationError) as error:
            actions.record_call_change(call=call, before=before, by=administrator, at=at)
        assert list(error.value.error_dict) == [field]
    else:
        actions.record_call_change(call=call, before=before, by=administrator, at=at)
        assert list(changes(call)) == [field]


def test_clone_call_copies_everything_and_moves_the_years(administrator):
    original = Call.objects.get(slug="regionala-strukturer-for-validering")
    original.years.update(granted=5)
    clone = actions.clone_call(
        call=original,
        slug="provutlysning",
        title="Provutlysning",
        opens_at=datetime(2026, 10, 31, 23, tzinfo=UTC),
        closes_at=datetime(2026, 12, 31, 23, tzinfo=UTC),
        by=administrator,
        at=datetime(2026, 10, 1, tzinfo=UTC),
        is_demo=True,
    )
    assert clone.pk != original.pk
    assert clone.published_at is None
    assert clone.is_demo
    assert clone.project_earliest_start_on == date(2026, 11, 1)
    assert clone.project_latest_end_on == date(2028, 12, 31)
    assert list(clone.years.values_list("year", "budget", "granted")) == [
        (2026, 20_000_000, 0),
        (2027, 20_000_000, 0),
        (2028, 20_000_000, 0),
    ]
    for part in ("criteria", "checklist", "reminder_steps", "letter_texts", "phrases", "eligible_regions"):
        assert getattr(clone, part).count() == getattr(original, part).count() > 0
    assert {phrase.criterion.call_id for phrase in clone.phrases.exclude(criterion=None)} == {clone.pk}
    assert queries.newest_form(clone).definition == queries.newest_form(original).definition
    assert queries.publishing_faults(clone) == []
    assert events(clone) == ["call_cloned", "form_version_saved"]
    assert original.years.get(year=2022).granted == 5


def test_every_folder_of_shipped_calls_is_whole():
    names = {"call.json", "form.json", "letters.json", "phrases.json", "body.sv.md", "body.en.md"}
    assert [{path.name for path in folder.iterdir()} for folder in DATA.iterdir()] == [names]


def test_publish_call_refuses_a_point_that_opens_a_section_which_the_form_lacks(draft, administrator):
    draft.checklist.filter(key="signed").update(sections="budget\nbudgeten")
    with pytest.raises(ValidationError, match="öppnar budgeten, som formuläret inte har"):
        actions.publish_call(call_id=draft.pk, by=administrator, at=BEFORE)

"""The calls that come with the portal, as files in data/: one folder for each.

call.json               dates, budget, criteria, checklist, reminder plan
form.json               the form, see definition.py
letters.json            the texts of the letter for each outcome
phrases.json            reasons to begin from, with the outcomes and the criterion that each fits
body.sv.md, body.en.md  what applicants need to know, in Markdown
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

import portal.audit.actions
from applications.calls.definition import parse

DATA = Path(__file__).parent / "data"
_MOMENTS = ("opens_at", "closes_at", "published_at")
_DAYS = ("project_earliest_start_on", "project_latest_end_on")
_TEXTS = (
    "slug",
    "title",
    "title_en",
    "summary",
    "summary_en",
    "contact",
    "budget_total",
    "applications_per_region",
    "late_instructions",
    "late_instructions_en",
)


def load_calls(apps: Any, *, at: datetime | None = None) -> list[str]:
    """Add the calls in data/ that the database does not have, and return their slugs.

    A call that is there is left alone: its texts belong to the administrators. `apps` is Django's registry of models,
    or a migration's state of it. Raises ValidationError when a form is not right. Safe to run again.
    """
    return [call.slug for folder in sorted(DATA.iterdir()) if (call := _load(folder, apps, at or timezone.now()))]


def _load(folder: Path, apps: Any, at: datetime) -> Any:
    facts = _json(folder / "call.json")
    calls = apps.get_model("calls", "Call").objects
    if calls.filter(slug=facts["slug"]).exists():
        return None
    call = calls.create(
        **{name: facts[name] for name in _TEXTS},
        **{name: datetime.fromisoformat(facts[name]) for name in _MOMENTS},
        **{name: date.fromisoformat(facts[name]) for name in _DAYS},
        body=(folder / "body.sv.md").read_text(encoding="utf-8").strip(),
        body_en=(folder / "body.en.md").read_text(encoding="utf-8").strip(),
    )
    call.eligible_regions.set(apps.get_model("regions", "Region").objects.all())
    for name, fields in _parts(folder, facts):
        model = apps.get_model("calls", name)
        # A migration's model may lack a field that came later; the migration that brings it fills it in.
        has = {field.name for field in model._meta.fields}
        model.objects.create(call=call, **{name: value for name, value in fields.items() if name in has})
    _add_phrases(folder, call, apps)
    if not hasattr(call, "audit_subject"):  # A migration's models have no properties of ours.
        call.audit_subject = f"calls.call:{call.pk}"
    portal.audit.actions.record(call, "call_loaded", by=None, at=at, slug=call.slug)
    return call


def _parts(folder: Path, facts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a call, each with the name of its model."""
    form = _json(folder / "form.json")
    parse(form)
    published_at = datetime.fromisoformat(facts["published_at"])
    yield "FormVersion", {"number": 1, "definition": form, "created_at": published_at}
    for year, budget in facts["years"].items():
        yield "CallYear", {"year": int(year), "budget": budget}
    for position, criterion in enumerate(facts["criteria"], start=1):
        yield "Criterion", {**criterion, "position": position}
    for position, item in enumerate(facts["checklist"], start=1):
        yield "ChecklistItem", {**item, "position": position}
    for days in facts["reminders"]["days_before"]:
        yield "ReminderStep", {"days_before": days, "at_time": time.fromisoformat(facts["reminders"]["at"])}
    for outcome, texts in _json(folder / "letters.json").items():
        yield "LetterText", {"outcome": outcome, **texts, "conditions": "\n".join(texts["conditions"])}


def fill_in_what_criteria_judge(apps: Any) -> None:
    """Tie the criteria of the calls in data/ that the database has to the answers that they judge, where nobody has."""
    criteria = apps.get_model("calls", "Criterion").objects
    for folder in sorted(DATA.iterdir()):
        facts = _json(folder / "call.json")
        for criterion in facts["criteria"]:
            found = criteria.filter(call__slug=facts["slug"], key=criterion["key"], judges="")
            found.update(judges=criterion.get("judges", ""))


def fill_in_what_may_be_appealed(apps: Any) -> None:
    """Say of the letter texts of the calls in data/ that the database has which decisions may be appealed."""
    letter_texts = apps.get_model("calls", "LetterText").objects
    for folder in sorted(DATA.iterdir()):
        slug = _json(folder / "call.json")["slug"]
        for outcome, texts in _json(folder / "letters.json").items():
            letter_texts.filter(call__slug=slug, outcome=outcome).update(
                may_be_appealed=texts.get("may_be_appealed", False)
            )


def load_phrases(apps: Any) -> None:
    """Add the phrases in data/ to the calls there that the database has, where nobody has written any."""
    for folder in sorted(DATA.iterdir()):
        slug = _json(folder / "call.json")["slug"]
        for call in apps.get_model("calls", "Call").objects.filter(slug=slug, phrases=None):
            _add_phrases(folder, call, apps)


def _add_phrases(folder: Path, call: Any, apps: Any) -> None:
    try:
        phrases = apps.get_model("calls", "Phrase").objects
    except LookupError:
        # A migration from before there were phrases; the one that brings them adds these.
        return
    criteria = {each.key: each for each in apps.get_model("calls", "Criterion").objects.filter(call=call)}
    shipped: Any = _json(folder / "phrases.json")
    for position, phrase in enumerate(shipped, start=1):
        criterion = criteria.get(phrase.get("criterion"))
        phrases.create(
            call=call, text=phrase["text"], outcomes=phrase["outcomes"], criterion=criterion, position=position
        )


def fill_in_what_points_tell(apps: Any) -> None:
    """Give the points of the checklists in data/ that the database has what the portal knows of them and what they
    open, where nobody has.
    """
    points = apps.get_model("calls", "ChecklistItem").objects
    for folder in sorted(DATA.iterdir()):
        facts = _json(folder / "call.json")
        for item in facts["checklist"]:
            found = points.filter(call__slug=facts["slug"], key=item["key"], fact="", sections="")
            found.update(fact=item.get("fact", ""), sections=item.get("sections", ""))


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))

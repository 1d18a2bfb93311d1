"""What is missing or wrong in an application. Pure: the same answer on the draft's pages and when it is handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.calls.definition import Section
from applications.calls.models import Call
from applications.drafting.balance import imbalances
from applications.drafting.content import Activity, DraftContent, Funder, Period, rows_of
from applications.drafting.fields import Flat, fields_of, flatten, row_ids_of
from portal.files.models import StoredFile
from portal.ui.numbers import grouped


@dataclass(frozen=True)
class Missing:
    """One thing that has to be done before the application can be handed in.

    `field_id` with `id_` before it is the id of the field's element on the section's page. `is_wrong` tells what stands
    there and has to be changed from what is not there yet.
    """

    section_key: str
    field_id: str
    message: str
    is_wrong: bool = False


class State(TextChoices):
    EMPTY = "empty", gettext_lazy("Inte påbörjat")
    STARTED = "started", gettext_lazy("Påbörjat")
    NEEDS_FIXING = "needs_fixing", gettext_lazy("Behöver ändras")
    DONE = "done", gettext_lazy("Klart")


@dataclass(frozen=True)
class SectionState:
    """How far a section has come: the state, what to say of it in a few words, and what is missing."""

    section: Section
    state: State
    note: str
    missing: tuple[Missing, ...] = ()


def missing(content: DraftContent, call: Call) -> list[Missing]:
    """Everything that is missing or wrong, in the form's order. Nothing means that it may be handed in.

    Asks for the call's years once, unless they are prefetched.
    """
    budget = {year.year: year.budget for year in call.years.all()}
    return [found for section in content.definition.sections for found in _in_section(section, content, call, budget)]


def section_states(content: DraftContent, call: Call) -> dict[str, SectionState]:
    """The state of every section by its key, in the form's order."""
    found = missing(content, call)
    return {
        section.key: _state_of(section, content, tuple(item for item in found if item.section_key == section.key))
        for section in content.definition.sections
    }


def value_faults(section: Section, flat: Flat, call: Call) -> dict[str, str]:
    """What is wrong with single values in a section, by path, whatever the rest of the application says."""
    fields = fields_of(section, call.project_years, row_ids_of(flat))
    return {path: fault for path, field in fields.items() if (fault := field.fault(flat.get(path, "")))}


def _in_section(section: Section, content: DraftContent, call: Call, budget: dict[int, int]) -> Iterator[Missing]:
    if section.kind == "attachments":
        yield from _attachments(section, content)
        return
    flat = flatten(content.section(section.key))
    yield from _fields(section, flat, call)
    if section.kind == "partners":
        yield from _partners(section, content, call)
    elif section.kind == "period":
        yield from _period(section, content, call)
    elif section.kind == "activities":
        yield from _activities(section, content)
    elif section.kind == "budget":
        yield from _budget(section, content, call)
    elif section.kind == "funding":
        yield from _funding(section, content, call, budget)


def _fields(section: Section, flat: Flat, call: Call) -> Iterator[Missing]:
    """Required fields without a value, and values that are wrong in themselves."""
    row_ids = row_ids_of(flat)
    for path, field in fields_of(section, call.project_years, row_ids).items():
        if fault := field.fault(flat.get(path, "")):
            yield Missing(section.key, path, f"{field.label}: {fault}", is_wrong=True)
        elif field.required and flat.get(path, "") == "":
            yield Missing(section.key, path, _required(section, field.label, path, row_ids))


def _required(section: Section, label: str, path: str, row_ids: list[str]) -> str:
    if section.kind == "questions":
        return _("”%(question)s” är inte besvarad.") % {"question": label}
    if section.kind == "period":
        return (
            _("Skriv vilken dag projektet börjar.") if path == "start_on" else _("Skriv vilken dag projektet slutar.")
        )
    return _("Rad %(number)s: %(field)s är inte ifyllt.") % {
        "number": row_ids.index(path.split("-")[1]) + 1,
        "field": label,
    }


def _partners(section: Section, content: DraftContent, call: Call) -> Iterator[Missing]:
    partners = content.partners
    if section.required and not partners:
        yield Missing(section.key, "rows", _("Lägg till minst en samverkanspart."))
    shares, total = sum(partner.share or 0 for partner in partners), content.costs(call.project_years).total
    if total and shares > total:
        yield Missing(
            section.key,
            f"rows-{partners[0].row_id}-share",
            _(
                "Samverkansparternas delar är tillsammans %(kronor)s kronor större än hela budgeten. "
                "Ändra delarna eller budgeten."
            )
            % {"kronor": grouped(shares - total)},
            is_wrong=True,
        )


def _period(section: Section, content: DraftContent, call: Call) -> Iterator[Missing]:
    start_on, end_on = content.start_on, content.end_on
    if start_on and end_on and start_on >= end_on:
        yield Missing(
            section.key, "end_on", _("Projektet slutar innan det har börjat. Ändra någon av dagarna."), is_wrong=True
        )
    if start_on and start_on < call.project_earliest_start_on:
        text = _("Projekt i den här utlysningen får börja tidigast den %(day)s. Ändra startdagen.")
        yield Missing(section.key, "start_on", text % {"day": _day(call.project_earliest_start_on)}, is_wrong=True)
    if end_on and end_on > call.project_latest_end_on:
        text = _("Projekt i den här utlysningen ska vara slut senast den %(day)s. Ändra slutdagen.")
        yield Missing(section.key, "end_on", text % {"day": _day(call.project_latest_end_on)}, is_wrong=True)


def _activities(section: Section, content: DraftContent) -> Iterator[Missing]:
    activities, period = content.activities, content.period
    if section.required and not activities:
        yield Missing(section.key, "rows", _("Lägg till minst en aktivitet."))
    for number, activity in enumerate(activities, start=1):
        yield from _activity(section, activity, number, period)


def _activity(section: Section, activity: Activity, number: int, period: Period | None) -> Iterator[Missing]:
    at, name = f"rows-{activity.row_id}", activity.name or _("Rad %(number)s") % {"number": number}
    start_on, end_on = activity.start_on, activity.end_on
    if start_on and end_on and end_on < start_on:
        text = _("”%(name)s” slutar innan den har börjat. Ändra någon av dagarna.") % {"name": name}
        yield Missing(section.key, f"{at}-end_on", text, is_wrong=True)
    if period and start_on and not period.start_on <= start_on <= period.end_on:
        text = _("”%(name)s” börjar utanför projektperioden. Ändra startdagen eller projektperioden.") % {"name": name}
        yield Missing(section.key, f"{at}-start_on", text, is_wrong=True)
    if period and end_on and not period.start_on <= end_on <= period.end_on:
        text = _("”%(name)s” slutar utanför projektperioden. Ändra slutdagen eller projektperioden.") % {"name": name}
        yield Missing(section.key, f"{at}-end_on", text, is_wrong=True)


def _budget(section: Section, content: DraftContent, call: Call) -> Iterator[Missing]:
    costs, period = content.costs(call.project_years), content.period
    own_rows = [row for row in costs.rows if not row.cost_type.percent]
    if section.required and not costs.total:
        yield Missing(section.key, "amounts", _("Fyll i vad projektet kostar."))
    for year, kronor in costs.totals.items():
        if period and kronor and year not in period.years:
            row = next(row for row in own_rows if row.amounts[year])
            yield Missing(
                section.key,
                f"amounts-{row.cost_type.key}-{year}",
                _(
                    "Det finns kostnader för %(year)s, men projektet pågår %(period)s. "
                    "Ta bort kostnaderna eller ändra projektperioden."
                )
                % {"year": year, "period": _years(period)},
                is_wrong=True,
            )


def _funding(section: Section, content: DraftContent, call: Call, budget: dict[int, int]) -> Iterator[Missing]:
    funding = content.funding(call.project_years)
    if section.required and not funding.applied_total:
        yield Missing(section.key, f"applied-{funding.years[0]}", _("Fyll i hur mycket ni söker."))
    for found in imbalances(funding, budget, call.budget_total):
        # Before anything is filled in here, the funding is not wrong: it is not there yet.
        is_wrong = found.is_limit or (funding.total > 0 and funding.cost_total > 0)
        yield Missing(section.key, f"applied-{found.year or funding.years[0]}", found.message, is_wrong=is_wrong)
    for number, funder in enumerate(funding.funders, start=1):
        yield from _funder(section, funder, number)


def _funder(section: Section, funder: Funder, number: int) -> Iterator[Missing]:
    if not funder.total:
        text = _("%(name)s: fyll i beloppet för minst ett år.")
        name = funder.name or _("Rad %(number)s") % {"number": number}
        yield Missing(section.key, f"rows-{funder.row_id}-name", text % {"name": name})


def _attachments(section: Section, content: DraftContent) -> Iterator[Missing]:
    count = len(content.attachments)
    if section.required and not count:
        yield Missing(section.key, "upload", _("Lägg till minst en bilaga."))
    if count > section.max_files:
        text = _("Det finns %(count)s bilagor, men det får vara högst %(limit)s. Ta bort några.")
        yield Missing(section.key, "upload", text % {"count": count, "limit": section.max_files}, is_wrong=True)
    for attached in content.attachments:
        if attached.scan == StoredFile.Scan.INFECTED:
            text = _("Vi hittade ett virus i ”%(name)s”. Ta bort filen och lägg till en annan.")
            yield Missing(section.key, f"file-{attached.pk}", text % {"name": attached.name}, is_wrong=True)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _years(period: Period) -> str:
    first, last = period.start_on.year, period.end_on.year
    return str(first) if first == last else f"{first}–{last}"


def _state_of(section: Section, content: DraftContent, found: tuple[Missing, ...]) -> SectionState:
    begun = bool(content.attachments) if section.kind == "attachments" else bool(content.section(section.key))
    if any(item.is_wrong for item in found):
        state = State.NEEDS_FIXING
    elif not begun:
        state = State.EMPTY
    else:
        state = State.STARTED if found else State.DONE
    return SectionState(section, state, _note(section, content, state, found), found)


def _note(section: Section, content: DraftContent, state: State, found: tuple[Missing, ...]) -> str:
    """The state in the few words that help most."""
    if state == State.NEEDS_FIXING:
        return _("Summan stämmer inte") if _is_unbalanced(section, found) else str(State.NEEDS_FIXING.label)
    if state == State.EMPTY:
        return str(State.EMPTY.label) if section.required else _("Frivilligt")
    if section.kind == "attachments":
        count = len(content.attachments)
        return ngettext("%(count)s fil", "%(count)s filer", count) % {"count": count}
    if state == State.STARTED and section.kind == "questions":
        answered = sum(bool(content.answer(section.key, question.key)) for question in section.questions)
        return _("%(answered)s av %(all)s frågor") % {"answered": answered, "all": len(section.questions)}
    if state == State.DONE and section.kind == "partners":
        count = len(rows_of(content.section(section.key)))
        return ngettext("%(count)s part", "%(count)s parter", count) % {"count": count}
    return str(state.label)


def _is_unbalanced(section: Section, found: tuple[Missing, ...]) -> bool:
    return section.kind == "funding" and all(item.field_id.startswith("applied-") for item in found if item.is_wrong)

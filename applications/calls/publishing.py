"""What a call must be before anyone may see it, and what stays fixed once they have. Pure: no database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.calls.definition import FormDefinition
from applications.calls.models import Outcome, check_years_add_up

WHOLE = 100

# Later rooms read the project's time, its costs and the amounts applied for from these sections.
NEEDED_SECTIONS = {
    "period": gettext_lazy("projektperiod"),
    "budget": gettext_lazy("budget"),
    "funding": gettext_lazy("finansiering"),
}


@dataclass(frozen=True)
class Parts:
    """What a call consists of, besides its own fields."""

    budget_total: int
    year_budgets: Sequence[int]
    weights: Sequence[int]
    outcomes_with_text: Collection[str]
    regions: int
    form: FormDefinition | None
    # What each criterion judges, by its title.
    judged: Mapping[str, Collection[str]] = field(default_factory=dict)
    # What a supplement about each point of the checklist opens, by its text.
    opened: Mapping[str, Collection[str]] = field(default_factory=dict)


def faults(parts: Parts) -> list[ValidationError]:
    """All that keeps a call with these parts from being published, or from staying so after a change."""
    found: list[ValidationError] = []
    for check in (
        lambda: check_years_add_up(parts.budget_total, list(parts.year_budgets)),
        lambda: check_weights(parts.weights),
        lambda: check_judged(parts.judged, parts.form),
        lambda: check_opened(parts.opened, parts.form),
        lambda: check_letter_texts(parts.outcomes_with_text),
        lambda: check_regions(parts.regions),
        lambda: check_form(parts.form),
    ):
        try:
            check()
        except ValidationError as error:
            found.extend(error.error_list)
    return found


def check_weights(weights: Sequence[int]) -> None:
    """The criteria share out the whole, 100 per cent. Raises ValidationError."""
    if sum(weights) != WHOLE:
        raise ValidationError(
            _("Kriteriernas vikter är %(sum)s procent tillsammans. De ska vara 100."),
            code="weights",
            params={"sum": sum(weights)},
        )


def check_judged(judged: Mapping[str, Collection[str]], form: FormDefinition | None) -> None:
    """Each criterion, by its title, judges answers that the form asks for. Raises ValidationError."""
    known = keys_of(form) if form else set()
    unknown = {title: sorted(set(keys) - known) for title, keys in judged.items()}
    if faults := [
        ValidationError(
            _("Kriteriet ”%(title)s” bedömer %(keys)s, som formuläret inte har. Ändra nycklarna i kriteriet."),
            code="judged",
            params={"title": title, "keys": ", ".join(keys)},
        )
        for title, keys in unknown.items()
        if keys
    ]:
        raise ValidationError(faults)


def check_opened(opened: Mapping[str, Collection[str]], form: FormDefinition | None) -> None:
    """A supplement about a point of the checklist, by its text, opens sections that the form has.

    Raises ValidationError.
    """
    known = {section.key for section in form.sections} if form else set()
    if faults := [
        ValidationError(
            _("Punkten ”%(text)s” öppnar %(keys)s, som formuläret inte har. Ändra nycklarna i checklistan."),
            code="opened",
            params={"text": text, "keys": ", ".join(unknown)},
        )
        for text, keys in opened.items()
        if (unknown := sorted(set(keys) - known))
    ]:
        raise ValidationError(faults)


def keys_of(form: FormDefinition) -> set[str]:
    """Every section of a form, and every question as "section.question"."""
    questions = {f"{section.key}.{question.key}" for section in form.sections for question in section.questions}
    return questions | {section.key for section in form.sections}


def check_letter_texts(outcomes: Collection[str]) -> None:
    """Every outcome that a decision may have has its letter text. Raises ValidationError."""
    if lacking := [str(outcome.label).lower() for outcome in Outcome if outcome not in outcomes]:
        raise ValidationError(
            _("Brevtext saknas för %(outcomes)s. Utan den kan beslutet inte skrivas."),
            code="letter_texts",
            params={"outcomes": ", ".join(lacking)},
        )


def check_regions(number: int) -> None:
    """Somebody may apply. Raises ValidationError."""
    if not number:
        raise ValidationError(_("Ingen region får söka. Välj minst en."), code="regions")


def check_form(form: FormDefinition | None) -> None:
    """There is a form, with the sections that later steps depend on. Raises ValidationError."""
    if form is None:
        raise ValidationError(_("Utlysningen har inget formulär."), code="form")
    if lacking := [str(name) for kind, name in NEEDED_SECTIONS.items() if form.of_kind(kind) is None]:
        raise ValidationError(
            _("Formuläret saknar avsnitt för %(sections)s."), code="form", params={"sections": ", ".join(lacking)}
        )


def check_dates(*, opens_at: datetime, closes_at: datetime, at: datetime | None = None) -> None:
    """A call closes after it opens and, when `at` is given, has not closed by then. Raises ValidationError."""
    if closes_at <= opens_at:
        raise ValidationError(_("Utlysningen ska stänga efter att den öppnar."), code="dates")
    if at is not None and closes_at <= at:
        raise ValidationError(_("Stängningen har redan passerat. Flytta fram den."), code="dates")


def check_moved_dates(*, before: tuple[datetime, datetime], after: tuple[datetime, datetime], at: datetime) -> None:
    """What applicants have been told holds: once a published call has opened, its dates stand, and its closing moves
    by an extension alone. Each pair is (opens_at, closes_at). Raises ValidationError by field.
    """
    opened_at, closed_at = before
    opens_at, closes_at = after
    if at < opened_at:
        return
    found = {}
    if opens_at != opened_at:
        found["opens_at"] = ValidationError(
            _("Utlysningen har redan öppnat, så öppningen kan inte flyttas."), code="opened"
        )
    if closes_at != closed_at:
        found["closes_at"] = ValidationError(
            _(
                "Utlysningen har öppnat, och sökande räknar med den här tiden. Den kan bara bli längre: "
                "välj Förläng ansökningstiden, så får de veta det."
            ),
            code="opened",
        )
    if found:
        raise ValidationError(found)


def check_extension(*, closed_at: datetime, closes_at: datetime, at: datetime) -> None:
    """A closing moves later than it was, and later than now. Raises ValidationError by field."""
    if closes_at <= closed_at:
        raise ValidationError(
            {"closes_at": ValidationError(_("Den nya stunden ska vara senare än den som gäller nu."), code="not_later")}
        )
    if closes_at <= at:
        raise ValidationError(
            {"closes_at": ValidationError(_("Den nya stunden har redan passerat. Välj en senare."), code="passed")}
        )

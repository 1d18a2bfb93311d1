"""What the proposal of a dismissal (avvisning) begins with, when the completeness check led to it."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.calls.models import KnownFact, Outcome
from applications.cases.models import Case
from applications.decisions.queries import outcomes_for
from applications.reviews.checklist import Dismissal, mendable
from applications.reviews.models import CompletenessCheck
from applications.reviews.queries import check_of


def first_words(case: Case, word: str) -> dict[str, Any]:
    """Outcome and reasons of a dismissal on the ground that `word`, from an address, names.

    Nothing when it names none, or when the case's newest check does not bear it out: the address says no more than
    which ground is meant. The reasons are a beginning, for the officer to finish. In Swedish, as decisions are.
    """
    if word not in Dismissal.values or Outcome.DISMISS not in outcomes_for(case):
        return {}
    check = check_of(case)
    if check is None or check.is_complete:
        return {}
    with translation.override("sv"):
        reasons = _REASONS[Dismissal(word)](case, check)
    return {"outcome": Outcome.DISMISS, "reasons": reasons} if reasons else {}


def _late(case: Case, check: CompletenessCheck) -> str:
    note = _note_on(check, KnownFact.IN_TIME)
    if note is None or case.arrived_at is None:
        return ""
    if case.call.is_in_time_for(case.region_id, case.arrived_at):
        # The officer found otherwise, and said why.
        return note
    if case.arrived_at < case.call.opens_at:
        return _("Ansökan kom in den %(arrived)s, innan utlysningen hade öppnat. Den kan därför inte prövas.") % {
            "arrived": _moment(case.arrived_at)
        }
    return _(
        "Ansökan kom in till oss den %(arrived)s. Ansökan skulle ha kommit in senast den %(closed)s. "
        "Den kom alltså in för sent, och kan därför inte prövas."
    ) % {"arrived": _moment(case.arrived_at), "closed": _moment(case.application_time.last_minute)}


def _ineligible(case: Case, check: CompletenessCheck) -> str:
    note = _note_on(check, KnownFact.ELIGIBLE)
    if note is None or case.call.eligible_regions.filter(pk=case.region_id).exists():
        return note or ""
    return _("%(region)s hör inte till de regioner som får söka i utlysningen. Ansökan kan därför inte prövas.") % {
        "region": case.region.name
    }


def _incomplete(case: Case, check: CompletenessCheck) -> str:
    asked = case.supplement_requests.first()
    if asked is None or asked.submission_id is not None:
        return ""
    lacking = "\n".join(f"– {item['text']}: {item['note']}" for item in mendable(check))
    text = _(
        "Vi bad er den %(asked)s att komplettera ansökan senast den %(due)s. Det gjorde ni inte. Det här saknas:\n\n"
        "%(lacking)s\n\n"
        "Utan det kan ansökan inte prövas."
    )
    return text % {"asked": _day(localtime(asked.asked_at)), "due": _day(asked.due_on), "lacking": lacking}


def _note_on(check: CompletenessCheck, fact: KnownFact) -> str | None:
    """What the officer noted on the unmet point that is about a fact; None when no such point is unmet."""
    return next((item["note"] for item in check.unmet if item.get("fact") == fact.value), None)


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


_REASONS: dict[Dismissal, Callable[[Case, CompletenessCheck], str]] = {
    Dismissal.LATE: _late,
    Dismissal.INELIGIBLE: _ineligible,
    Dismissal.INCOMPLETE: _incomplete,
}

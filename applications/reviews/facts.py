"""What the portal itself knows of an application's points, with where it knows it from. The officer confirms it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.calls.deadline import margin_in_words
from applications.calls.models import KnownFact
from applications.cases.models import Case
from applications.drafting.balance import imbalances
from applications.drafting.completeness import missing
from applications.drafting.content import DraftContent
from applications.reviews.models.completeness import Answer
from applications.submissions.content import thaw
from applications.submissions.models import Submission
from portal.files.models import StoredFile

# More than this many faults are counted, not told.
MOST_TOLD = 4


@dataclass(frozen=True)
class Known:
    """A fact: what it makes of the point ("" when it leaves that to the officer), in words, and its source."""

    answer: str
    text: str
    source: str


@dataclass(frozen=True)
class _Basis:
    case: Case
    submission: Submission
    content: DraftContent


def known_facts(case: Case, submission: Submission, wanted: Iterable[str]) -> dict[str, Known]:
    """Each of the `wanted` facts of a case's version. The case came with its call and region.

    Five queries at most.
    """
    basis = _Basis(case, submission, thaw(submission.content, submission.form_version.parsed))
    known = {}
    for fact in dict.fromkeys(wanted):
        if submission.registered_as and fact in _IN_THE_PAPERS:
            known[fact] = Known("", _("Ansökan kom inte genom portalen. Se efter i filerna."), _source_of(basis))
        elif fact in _FACTS:
            known[fact] = _FACTS[KnownFact(fact)](basis)
    return known


def _met(holds: bool) -> str:
    return str(Answer.MET if holds else Answer.NOT_MET)


def _in_time(basis: _Basis) -> Known:
    case = basis.case
    arrived_at = case.arrived_at or basis.submission.arrived_at
    in_time = case.call.is_in_time_for(case.region_id, arrived_at)
    closes_at = case.call.closing_for(case.region_id)
    moment = date_format(localtime(arrived_at), "DATETIME_FORMAT")
    if arrived_at < case.call.opens_at:
        margin = _("Kom in innan utlysningen öppnade")
    else:
        margin = margin_in_words(closes_at, arrived_at, case.call.grace_minutes)
    source = _("registratorns registrering") if case.came_by else _("portalens klocka när ansökan lämnades in")
    return Known(_met(in_time), f"{margin}, {moment}.", source)


def _eligible(basis: _Basis) -> Known:
    case = basis.case
    may = case.call.eligible_regions.filter(pk=case.region_id).exists()
    text = _("%(region)s får söka.") if may else _("%(region)s hör inte till de regioner som får söka.")
    return Known(_met(may), text % {"region": case.region.name}, _("utlysningens lista över regioner"))


def _signatory(basis: _Basis) -> Known:
    name = basis.submission.submitted_by_name
    if basis.submission.registered_as:
        text = _("Ansökan kom inte genom portalen. Avsändare: %(name)s. Se efter i handlingen.")
        return Known("", text % {"name": name}, _("registratorns registrering"))
    text = _("%(name)s lämnade in, inloggad, och var då behörig att lämna in för regionen.")
    return Known(_met(True), text % {"name": name}, _("regionens behörigheter i portalen"))


def _period(basis: _Basis) -> Known:
    case, submission = basis.case, basis.submission
    source = _("ansökan, version %(number)s") % {"number": submission.number}
    period = f"{_day(submission.start_on)} – {_day(submission.end_on)}."
    if not case.call.allows_period(submission.start_on, submission.end_on):
        text = _("%(period)s Utlysningen tillåter %(first)s – %(last)s.")
        days = {"first": _day(case.call.project_earliest_start_on), "last": _day(case.call.project_latest_end_on)}
        return Known(_met(False), text % {"period": period, **days}, source)
    if case.arrived_at and submission.start_on < localdate(case.arrived_at):
        text = _("%(period)s Projektet börjar före den dag då ansökan kom in, %(day)s.")
        return Known(_met(False), text % {"period": period, "day": _day(localdate(case.arrived_at))}, source)
    return Known(_met(True), period, source)


def _answered(basis: _Basis) -> Known:
    lacking = [fault.message for fault in missing(basis.content, basis.case.call) if not fault.is_wrong]
    source = _source_of(basis)
    if lacking:
        return Known(_met(False), _some(lacking), source)
    return Known(_met(True), _("Alla obligatoriska frågor är besvarade."), source)


def _sums(basis: _Basis) -> Known:
    call = basis.case.call
    budget = {year.year: year.budget for year in call.years.all()}
    wrong = imbalances(basis.content.funding(call.project_years), budget, call.budget_total)
    if wrong:
        return Known(_met(False), _some([each.message for each in wrong]), _source_of(basis))
    return Known(_met(True), _("Kostnader och finansiering är lika stora varje år."), _source_of(basis))


def _partners(basis: _Basis) -> Known:
    partners = basis.content.partners
    if not partners:
        return Known("", _("Ansökan har inga samverkansparter."), _source_of(basis))
    lacking = [each.name or "–" for each in partners if not (each.name and each.org_number and each.role)]
    if lacking:
        text = _("Uppgifter saknas för %(names)s.") % {"names": ", ".join(lacking)}
        return Known(_met(False), text, _source_of(basis))
    count = len(partners)
    text = ngettext("%(count)s part, med alla uppgifter.", "%(count)s parter, med alla uppgifter.", count)
    return Known(_met(True), text % {"count": count}, _source_of(basis))


def _files(basis: _Basis) -> Known:
    files = list(basis.submission.files.all())
    source = _("portalens sökning efter virus")
    if not files:
        return Known("", _("Ansökan har inga bilagor."), _source_of(basis))
    if infected := [file.name for file in files if file.scan == StoredFile.Scan.INFECTED]:
        return Known(_met(False), _("Virus i %(names)s.") % {"names": ", ".join(infected)}, source)
    if pending := [file.name for file in files if file.scan == StoredFile.Scan.PENDING]:
        return Known("", _("Sökningen pågår i %(names)s.") % {"names": ", ".join(pending)}, source)
    count = len(files)
    if any(file.scan == StoredFile.Scan.NOT_SCANNED for file in files):
        return Known("", _("Filerna är inte genomsökta: ingen virussökning är påslagen."), source)
    text = ngettext("%(count)s fil, utan virus.", "%(count)s filer, utan virus.", count)
    return Known(_met(True), text % {"count": count}, source)


def _source_of(basis: _Basis) -> str:
    return _("ansökan, version %(number)s") % {"number": basis.submission.number}


def _some(faults: list[str]) -> str:
    """The first of many faults, and how many there are beside."""
    told, more = faults[:MOST_TOLD], len(faults) - MOST_TOLD
    if more > 0:
        told.append(ngettext("Och %(more)s sak till.", "Och %(more)s saker till.", more) % {"more": more})
    return " ".join(told)


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


# What the registrar does not type: of an application that came another way, its papers alone tell.
_IN_THE_PAPERS = {KnownFact.ANSWERED, KnownFact.SUMS, KnownFact.PARTNERS}
_FACTS: dict[KnownFact, Callable[[_Basis], Known]] = {
    KnownFact.IN_TIME: _in_time,
    KnownFact.ELIGIBLE: _eligible,
    KnownFact.SIGNATORY: _signatory,
    KnownFact.PERIOD: _period,
    KnownFact.ANSWERED: _answered,
    KnownFact.SUMS: _sums,
    KnownFact.PARTNERS: _partners,
    KnownFact.FILES: _files,
}

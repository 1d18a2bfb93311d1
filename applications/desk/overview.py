"""Where a case stands, for staff: what has been done with it, and what is to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.cases.states import CAN_BE_HANDED_IN, Stage
from applications.correspondence.hearing import hearings_of
from applications.decisions.models import Proposal
from applications.letters.models import Letter
from applications.reviews.handling_time import HandlingTime, handling_time
from applications.reviews.models import Assessment, CompletenessCheck
from applications.submissions.supplementing import given_up_at
from portal.prepared import Prepared


@dataclass(frozen=True)
class Step:
    """A point on the case's timeline. `state` is done, now or later."""

    title: str
    state: str
    detail: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class CaseOverview:
    submission: Any
    versions: list[Any]
    checks: list[Any]
    supplements: list[Any]
    hearings: list[Any]
    assessments: list[Any]
    proposal: Any
    decision: Any
    letter: Any
    time: HandlingTime
    steps: list[Step] = field(default_factory=list)


def case_overview(case: Case, *, at: datetime) -> CaseOverview:
    """Where a case stands, for staff: its versions, check, assessments, proposal, decision, letter and time."""
    versions = list(case.submissions.order_by("-number").defer("content").prefetch_related("amounts"))
    is_decided = case.stage in {Stage.DECIDED, Stage.NOTIFIED}
    decision = case.decisions.filter(is_in_force=True).first() if is_decided else None
    # One more may wait in a decided case: for a decision that would replace the one in force.
    is_proposed = is_decided or case.stage == Stage.PROPOSED
    supplements = list(case.supplement_requests.order_by("pk"))
    overview = CaseOverview(
        submission=versions[0] if versions else None,
        versions=versions,
        checks=list(CompletenessCheck.objects.filter(case=case).order_by("number")),
        supplements=supplements,
        hearings=hearings_of(case),
        assessments=_assessments(case),
        proposal=next(iter(_open_proposals(case)), None) if is_proposed else None,
        decision=decision,
        letter=Letter.objects.filter(decision=decision).select_related("acknowledged_by").first() if decision else None,
        time=handling_time(case, at=at, supplements=supplements, decided_at=_first_decided_at(case, decision)),
    )
    taken = sorted(_steps_taken(case, overview), key=_when)
    return replace(overview, steps=[*taken, *_steps_ahead(case, overview.letter)])


@Prepared
def _assessments(case: Case) -> Any:
    return Assessment.objects.counted().filter(case=case).select_related("assessor")


@Prepared
def _open_proposals(case: Case) -> Any:
    """There is never more than one."""
    return Proposal.objects.filter(case=case, state=Proposal.State.OPEN).select_related("proposed_by")


def _first_decided_at(case: Case, decision: Any) -> datetime | None:
    """When the case was decided first: the clocks stopped then, whatever has replaced that decision since."""
    if decision is None or decision.replaces_id is None:
        return decision and decision.decided_at
    return case.decisions.order_by("decided_at").values_list("decided_at", flat=True).first()


def _when(step: Step) -> datetime:
    return step.at or datetime.max.replace(tzinfo=UTC)


def _steps_taken(case: Case, overview: CaseOverview) -> Iterator[Step]:
    """What has happened."""
    yield from _of_versions(case, overview)
    for check in overview.checks:
        result = _("Komplett") if check.is_complete else _("Inte komplett")
        yield Step(_("Formell granskning"), "done", result, check.done_at)
    for asked in overview.supplements:
        day = date_format(asked.due_on, "DATE_FORMAT")
        yield Step(_("Komplettering begärd"), "done", _("senast %(day)s") % {"day": day}, asked.asked_at)
        if asked.answered_at:
            late = _("efter sista dagen") if asked.was_late else ""
            yield Step(_("Kompletteringen kom in"), "done", late, asked.answered_at)
        if ended := given_up_at(case, asked):
            yield Step(_("Kompletteringen kom aldrig in"), "done", _("begäran avslutades"), ended)
    yield from _of_hearings(overview.hearings)
    yield from _of_time(overview.time)
    for assessment in overview.assessments:
        yield Step(_("Bedömd av %(name)s") % {"name": assessment.assessor}, "done", at=assessment.handed_in_at)
    if case.withdrawn_at:
        yield Step(_("Regionen återkallade ansökan"), "done", at=case.withdrawn_at)
    if proposal := overview.proposal:
        yield Step(_("Förslag till beslut"), "done", str(proposal.proposed_by), proposal.proposed_at)
    if decision := overview.decision:
        title = _("Beslut: %(outcome)s") % {"outcome": decision.get_outcome_display().lower()}
        yield Step(title, "done", decision.decided_by_name, decision.decided_at)
    letter = overview.letter
    if letter and letter.delivered_at:
        yield Step(_("Brev till regionen"), "done", at=letter.delivered_at)
    if letter and letter.acknowledged_at:
        by = str(letter.acknowledged_by)
        yield Step(_("Regionen har tagit del av beslutet"), "done", by, letter.acknowledged_at)


def _of_time(time: HandlingTime) -> Iterator[Step]:
    for notice in time.notices:
        day = date_format(notice.expected_on, "DATE_FORMAT")
        detail = _("beslut väntas senast %(day)s") % {"day": day}
        yield Step(_("Regionen underrättad om försening"), "done", detail, notice.sent_at)
    if asked := time.request:
        day = date_format(asked.answer_by, "DATE_FORMAT")
        title = _("Regionen begärde att ärendet avgörs")
        yield Step(title, "done", _("svar senast %(day)s") % {"day": day}, asked.arrived_at)
    if refusal := time.refusal:
        yield Step(_("Begäran avslogs"), "done", refusal.refused_by_name, refusal.refused_at)


def _of_versions(case: Case, overview: CaseOverview) -> Iterator[Step]:
    supplements = {asked.submission_id for asked in overview.supplements}
    for version in overview.versions:
        if version.number == 1 and case.came_by:
            how = _("Ansökan %(how)s") % {"how": case.came_in_words}
            detail = (
                _("efter sista dag, registrerad av registrator") if case.came_late else _("registrerad av registrator")
            )
            yield Step(how, "done", detail, version.arrived_at)
        elif version.pk not in supplements:
            title = _("Inlämnad av %(name)s") % {"name": version.submitted_by_name}
            detail = _("version %(number)s") % {"number": version.number} if version.number > 1 else ""
            yield Step(title, "done", detail, version.arrived_at)


def _of_hearings(hearings: list[Any]) -> Iterator[Step]:
    for hearing in hearings:
        day = date_format(hearing.due_on, "DATE_FORMAT")
        yield Step(_("Yttrande begärt"), "done", _("senast %(day)s") % {"day": day}, hearing.asked_at)
        if answer := hearing.answered_as:
            yield Step(_("Regionen yttrade sig"), "done", answer.message.sent_by_name, answer.message.sent_at)


def _steps_ahead(case: Case, letter: Any) -> list[Step]:
    ahead = {
        Stage.SUBMITTED: [_("En handläggare tar ärendet"), _("Formell granskning"), _("Bedömning"), _("Beslut")],
        Stage.CHECKING: [_("Formell granskning"), _("Bedömning"), _("Förslag till beslut"), _("Beslut")],
        Stage.ASSESSING: [_("Bedömning"), _("Förslag till beslut"), _("Beslut"), _("Brev till regionen")],
        Stage.PROPOSED: [_("Beslut"), _("Brev till regionen")],
        Stage.DECIDED: [_("Brev till regionen"), _("Regionen tar del av beslutet")],
        Stage.NOTIFIED: [] if letter and letter.acknowledged_at else [_("Regionen tar del av beslutet")],
        Stage.DRAFT: [],
    }[Stage(case.stage)]
    if case.withdrawn_at and case.stage in CAN_BE_HANDED_IN:
        ahead = [_("Förslag till beslut"), _("Beslut"), _("Brev till regionen")]
    return [Step(title, "later" if index else "now") for index, title in enumerate(ahead)]

"""What staff have done with the cases: officers, assessors, jäv, checks, assessments, supplements and proposals."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications.calls.models import Criterion, Outcome
from applications.cases.models import Assessor, CaseText, ConflictDeclaration
from applications.cases.searching import names_of, text_of
from applications.cases.states import Stage
from applications.decisions.models import Proposal, ProposedAmount
from applications.reviews.models import Assessment, CompletenessCheck, Score
from applications.submissions.models import Submission, SupplementRequest
from bench.copying import copy_in, next_key
from bench.world import World

# Of ten cases one is new, three are checked, four assessed and two proposed.
STAGES = (
    Stage.SUBMITTED,
    *[Stage.CHECKING] * 3,
    *[Stage.ASSESSING] * 4,
    *[Stage.PROPOSED] * 2,
)
# So many cases, the first ones, have all that fills a start page also where there are few.
FULL_PAGES = 200
_AFTER_CHECK = {Stage.ASSESSING, Stage.PROPOSED}


def stage_of(number: int) -> Stage:
    return STAGES[number % len(STAGES)]


def officer_of(world: World, number: int) -> int:
    """Ten cases in a row are one officer's, so that each has cases in every stage."""
    return world.officers[number // len(STAGES) % len(world.officers)].pk


def assessors_of(world: World, number: int) -> list[int]:
    """Two for each case that has been checked. The first has handed in; the second when it has been proposed."""
    first = number // len(STAGES) % len(world.assessors)
    return [world.assessors[(first + more) % len(world.assessors)].pk for more in range(2)]


def add_handling(world: World, cases: list[Any]) -> None:
    """All of it for cases that were just handed in."""
    copy_in(CaseText, map(_text_row, cases))
    copy_in(ConflictDeclaration, (row for case in cases for row in _declarations(world, case)))
    checked = [case for case in cases if case.stage in _AFTER_CHECK]
    copy_in(CompletenessCheck, map(_check_row, checked))
    copy_in(Assessor, (row for case in checked for row in _assessors(world, case)))
    _add_assessments(world, checked)
    _add_supplements(cases)
    _add_proposals([case for case in cases if case.stage == Stage.PROPOSED])


def _text_row(case: Any) -> dict[str, Any]:
    answers = [text for section in ("project", "activities") for text in _strings(case.sections[section])]
    return {"case_id": case.pk, "text": text_of(case, "\n".join(answers)), "names": names_of(case)}


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    else:
        for item in content.values() if isinstance(content, dict) else content:
            yield from _strings(item)


def _declarations(world: World, case: Any) -> Iterator[dict[str, Any]]:
    """None of them has a conflict; now and then another officer has."""
    people = [] if case.stage == Stage.SUBMITTED else [case.officer]
    if case.stage in _AFTER_CHECK:
        people += assessors_of(world, case.number)
    if case.stage == Stage.PROPOSED:
        people.append(world.decider.pk)
    at = case.arrived_at + timedelta(days=1)
    for person in people:
        yield {"case_id": case.pk, "person_id": person, "has_conflict": False, "declared_at": at}
    if case.number % 50 == 7:
        other = next(officer.pk for officer in world.officers if officer.pk != case.officer)
        yield {"case_id": case.pk, "person_id": other, "has_conflict": True, "declared_at": at}


def _check_row(case: Any) -> dict[str, Any]:
    items = [
        {"key": f"point_{number}", "text": f"Punkt {number} är uppfylld", "answer": "met", "note": ""}
        for number in range(8)
    ]
    return {
        "case_id": case.pk,
        "number": 1,
        "items": json.dumps(items, ensure_ascii=False),
        "is_complete": True,
        "done_by_id": case.officer,
        "done_at": case.arrived_at + timedelta(days=2),
    }


def _assessors(world: World, case: Any) -> Iterator[dict[str, Any]]:
    for person in assessors_of(world, case.number):
        yield {"case_id": case.pk, "person_id": person, "asked_at": case.arrived_at + timedelta(days=3)}


def _add_assessments(world: World, cases: list[Any]) -> None:
    first, rows, scores = next_key(Assessment), [], []
    criteria: dict[int, list[int]] = {}
    for call, pk in Criterion.objects.order_by("position").values_list("call", "pk"):
        criteria.setdefault(call, []).append(pk)
    for case in cases:
        people = assessors_of(world, case.number)
        for person in people if case.stage == Stage.PROPOSED else people[:1]:
            at = case.arrived_at + timedelta(days=9)
            pk, text = first + len(rows), case.sections["project"]["question_1"]
            rows.append(
                {
                    "id": pk,
                    "case_id": case.pk,
                    "assessor_id": person,
                    "summary": text,
                    "saved_at": at,
                    "handed_in_at": at,
                }
            )
            scores += [
                {"assessment_id": pk, "criterion_id": criterion, "points": 1 + (case.number + n) % 5, "comment": text}
                for n, criterion in enumerate(criteria[case.opened.call.pk])
            ]
    copy_in(Assessment, rows)
    copy_in(Score, scores)


def _add_supplements(cases: list[Any]) -> None:
    """Answered in those that are past the check, by their second version; waited for in some that are checked."""
    today = timezone.localdate()
    second = dict(Submission.objects.filter(case__in=[case.pk for case in cases], number=2).values_list("case", "pk"))
    rows = []
    for case in cases:
        due_on = today + timedelta(days=case.number % 30 - 20)
        asked = {
            "case_id": case.pk,
            "text": case.sections["project"]["question_2"],
            "sections": json.dumps(["project"]),
            "asked_by_id": case.officer,
            "asked_at": case.arrived_at + timedelta(days=1),
            "due_on": due_on,
            # Reminded of already, as in a portal that has been running: thousands at once would hold the worker.
            "soon_told_for": due_on,
            "late_told_for": due_on,
            "submission_id": None,
            "answered_at": None,
        }
        if case.stage in _AFTER_CHECK:
            answered = case.arrived_at + timedelta(days=1)
            rows.append({**asked, "submission_id": second[case.pk], "answered_at": answered})
        elif case.stage == Stage.CHECKING and (case.number < FULL_PAGES or case.number % len(STAGES) == 3):
            rows.append(asked)
    copy_in(SupplementRequest, rows)


def _add_proposals(cases: list[Any]) -> None:
    first, newest = next_key(Proposal), {}
    for case, pk in (
        Submission.objects.filter(case__in=[case.pk for case in cases]).order_by("number").values_list("case", "pk")
    ):
        newest[case] = pk
    copy_in(
        Proposal,
        (
            {
                "id": first + n,
                "case_id": case.pk,
                "submission_id": newest[case.pk],
                "outcome": Outcome.GRANT,
                "reasons": case.sections["project"]["question_3"],
                "conditions": "Redovisa varje halvår.",
                "proposed_by_id": case.officer,
                "proposed_at": case.arrived_at + timedelta(days=20),
                "came_from": Stage.ASSESSING,
            }
            for n, case in enumerate(cases)
        ),
    )
    copy_in(
        ProposedAmount,
        (
            {"proposal_id": first + n, "year": int(year), "amount": amount}
            for n, case in enumerate(cases)
            for year, amount in case.sections["funding"]["applied"].items()
        ),
    )

"""Going through the call's checklist: half of it, all of it, and anew when the region has sent another version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import applications.cases.actions
import portal.audit.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import checklist, rules
from applications.reviews.checklist import Found
from applications.reviews.models import BegunCheck, CompletenessCheck
from applications.reviews.queries import check_of, points_of
from applications.submissions.models import Submission
from applications.submissions.queries import latest_submission
from portal.accounts.access import require


@transaction.atomic
def save_check(*, case_id: int, found: Mapping[str, Found], comment: str, by: Any, at: datetime) -> BegunCheck:
    """Keep a check that is not done: what was found of points, by their keys, replaces what was kept before.

    Raises Case.DoesNotExist, PermissionDenied, and ValidationError when the case can't be checked now.
    """
    case = _lock(case_id, by)
    _expect_can_be_checked(case, latest_submission(case), check_of(case))
    answers = {
        key: {"answer": str(each.answer), "note": each.note[: checklist.MOST_CHARACTERS]}
        for key, each in found.items()
        if each.answer or each.note.strip()
    }
    begun, _created = BegunCheck.objects.update_or_create(
        case=case, defaults={"answers": answers, "comment": comment.strip(), "saved_by": by, "saved_at": at}
    )
    return begun


@transaction.atomic
def check_completeness(
    *, case_id: int, found: Mapping[str, Found], comment: str = "", seen_version: int, by: Any, at: datetime
) -> CompletenessCheck:
    """The officer has gone through the call's checklist: an answer to each point, by its key, as `seen_version` of the
    application shows it.

    The points are kept as they read now, with what the portal told of them; a check done before stays beside. With no
    point unmet the case goes on to assessment; otherwise it stays, to be completed, checked anew or dismissed. In a
    case that is assessed already the stage stays. The same check sent twice is one.
    Raises Case.DoesNotExist, PermissionDenied, and ValidationError under the form's names: with each point that has no
    answer, or needs a note.
    """
    case = _lock(case_id, by)
    newest, last = latest_submission(case), check_of(case)
    points = points_of(case, newest)
    if last and last.done_by_id == by.pk and _says_the_same(last, found, comment.strip(), newest):
        return last
    _expect_can_be_checked(case, newest, last)
    _expect_newest(newest, seen_version)
    if faults := checklist.faults_in(points, found):
        raise ValidationError(faults)
    items = checklist.items_of(points, found)
    check = CompletenessCheck.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        submission=newest,
        items=items,
        is_complete=checklist.is_complete(items),
        comment=comment.strip(),
        done_by=by,
        done_at=at,
    )
    BegunCheck.objects.filter(case=case).delete()
    lacking = " ".join([f"{item['text']}: {item['note']}" for item in check.unmet] + [check.comment]).strip()
    event = "found_complete" if check.is_complete else "found_incomplete"
    portal.audit.actions.record(
        case, event, by=by, at=at, number=check.number, version=seen_version, items=items, comment=lacking
    )
    if check.is_complete and case.stage == Stage.CHECKING:
        applications.cases.actions.move(case=case, to=Stage.ASSESSING)
    return check


def _lock(case_id: int, by: Any) -> Case:
    case: Case = Case.objects.locked().get(pk=case_id)
    require(
        rules.may_check(by, case),
        _("Bara ärendets handläggare, som har förklarat att det inte finns något jäv, kan granska det."),
    )
    return case


def _expect_can_be_checked(case: Case, newest: Submission | None, last: CompletenessCheck | None) -> None:
    applications.cases.actions.expect_not_withdrawn(case)
    if not checklist.may_be_checked(case.stage, newest.number if newest else 0, last):
        applications.cases.actions.expect_stage(case, Stage.CHECKING)


def _expect_newest(newest: Submission | None, seen_version: int) -> None:
    if newest and newest.number != seen_version:
        raise ValidationError(
            _(
                "Version %(number)s av ansökan har kommit in sedan du öppnade sidan, så granskningen är inte klar. "
                "Dina svar står kvar. Läs vad som är ändrat, och gör klart granskningen igen."
            ),
            code="changed",
            params={"number": newest.number},
        )


def _says_the_same(
    last: CompletenessCheck, found: Mapping[str, Found], comment: str, newest: Submission | None
) -> bool:
    """Whether the last check is this one, sent again."""
    said = {item["key"]: (item["answer"], item["note"]) for item in last.items}
    says = {key: (str(found[key].answer), found[key].note.strip()) for key in said.keys() & found.keys()}
    return last.submission_id == (newest.pk if newest else None) and last.comment == comment and said == says

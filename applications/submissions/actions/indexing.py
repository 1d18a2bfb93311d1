"""Letting a case be found by what its newest version says."""

from django.db import transaction

import applications.cases.actions
from applications.cases.models import Case
from applications.submissions.answers import answers_in
from applications.submissions.content import thaw
from applications.submissions.models import Submission


@transaction.atomic
def index_answers(*, submission_id: int) -> None:
    """Let the case of a version be found by its answers, unless a newer one has been handed in. Safe to run twice."""
    submission = Submission.objects.select_related("form_version").get(pk=submission_id)
    case = Case.objects.locked().get(pk=submission.case_id)
    if not case.submissions.filter(number__gt=submission.number).exists():
        content = thaw(submission.content, submission.form_version.parsed)
        applications.cases.actions.keep_text(case=case, answers=answers_in(content))

"""The page on which assessors' scores become one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.states import Stage
from applications.reviews import queries, rules
from applications.reviews.forms import ConsensusForm
from portal.accounts.access import open_to
from portal.accounts.rules import is_case_officer
from portal.accounts.unsent import typed_in


@open_to(is_case_officer, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer writes what the assessors agreed on, beside what each of them gave."""
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    assessments = queries.assessments_shown_to(request.user, case)
    consensus = queries.consensus_shown_to(request.user, case)
    form = ConsensusForm(
        typed_in(request) or None,
        criteria=list(case.call.criteria.all()),
        rows=queries.side_by_side(case, assessments, consensus),
        consensus=consensus,
        sections=queries.read_beside(case),
    )
    may_agree = rules.may_agree(request.user, case) and case.stage == Stage.ASSESSING and bool(assessments)
    if request.method == "POST" and form.is_valid():
        try:
            applications.reviews.actions.agree_on_scores(
                case_id=case.pk, **form.agreed(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Den gemensamma bedömningen är sparad. Den gäller i rangordning och förslag."))
            return redirect("reviews:assess", case.pk)
    if not (may_agree or form.is_bound):
        return redirect("reviews:assess", case.pk)
    context = {
        "case": case,
        "tab": "assessment",
        "form": form,
        "consensus": consensus,
        "waits": queries.still_to_hand_in(case),
    }
    return render(request, "reviews/agree.html", context, status=422 if form.errors else 200)

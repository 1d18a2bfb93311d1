"""What a region does with an application that it has handed in: opens it again, leaves it, or takes it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.submissions.actions
from applications.cases.models import Case
from applications.drafting.queries import drafts_seen_by
from applications.submissions import queries, rules
from applications.submissions.forms import WithdrawForm
from portal.accounts.access import open_to
from portal.requests import PortalRequest
from regions.queries import signatories_of
from regions.rules import acts_for_a_region


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: PortalRequest, case_id: int) -> HttpResponse:
    """What it means to open a handed-in application for change; and doing it."""
    refused: list[str] = []
    if request.method == "POST":
        now = timezone.now()
        try:
            applications.submissions.actions.reopen(
                case_id=case_id, by=request.user, arrived_at=request.arrived_at, at=now
            )
        except Case.DoesNotExist as not_seen:
            raise Http404 from not_seen
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(
                request, _("Ansökan är öppen för ändring. Det som är inlämnat gäller tills ni lämnar in igen.")
            )
            return redirect("drafting:overview", case_id)
    case = _handed_in(request, case_id)
    if case.reopenings.filter(ended_at__isnull=True).exists():
        return redirect("drafting:overview", case_id)
    context = {
        "case": case,
        "refused": refused,
        "submission": queries.latest_submission(case),
        "why_not": rules.why_not_reopen(case, request.arrived_at),
        "may": rules.may_reopen(request.user, case),
        "signatories": signatories_of(case.region),
    }
    return render(request, "submissions/reopen.html", context, status=422 if refused else 200)


@open_to(acts_for_a_region)
@require_POST
def end_reopening(request: PortalRequest, case_id: int) -> HttpResponse:
    try:
        applications.submissions.actions.end_reopening(case_id=case_id, by=request.user, at=timezone.now())
    except Case.DoesNotExist as not_seen:
        raise Http404 from not_seen
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Ändringen är avbruten. Ansökan står kvar som den är inlämnad."))
    return redirect("submissions:application", case_id)


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PortalRequest, case_id: int) -> HttpResponse:
    """What it means to take an application back; and doing it, once it is confirmed."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            applications.submissions.actions.withdraw_application(
                case_id=case_id,
                reason=form.cleaned_data["reason"],
                by=request.user,
                arrived_at=request.arrived_at,
                at=timezone.now(),
            )
        except Case.DoesNotExist as not_seen:
            raise Http404 from not_seen
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ansökan är återkallad. Ni får besked när ärendet är avskrivet."))
            return redirect("submissions:application", case_id)
    case = _handed_in(request, case_id)
    context = {
        "case": case,
        "form": form,
        "why_not": rules.why_not_withdraw(case),
        "may": rules.may_withdraw(request.user, case),
        "signatories": signatories_of(case.region),
    }
    return render(request, "submissions/withdraw.html", context, status=422 if form.errors else 200)


def _handed_in(request: PortalRequest, case_id: int) -> Case:
    """A case that the region has handed in. Raises Http404."""
    case: Case = get_object_or_404(drafts_seen_by(request.user), pk=case_id)
    if case.is_draft:
        raise Http404
    return case

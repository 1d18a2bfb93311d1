"""The page of the assessments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import applications.reviews.actions
from applications.cases.models import Case
from applications.cases.rules import may_handle
from applications.cases.states import Stage
from applications.drafting.forms import number_in
from applications.reviews import queries, rules
from applications.reviews.actions import ChangedElsewhere
from applications.reviews.forms import AssessmentForm
from applications.reviews.scoring import weighted_total
from applications.reviews.writing import clashes, shown
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from portal.accounts.unsent import typed_in


def _case(request: HttpRequest, case_id: int) -> Case:
    cases = Case.objects.visible_to_staff(request.user).with_names()
    return get_object_or_404(cases.prefetch_related("call__criteria"), pk=case_id)


@open_to(handles_cases, keeps_unsent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, case_id: int) -> HttpResponse:
    """The assessment: a person's own form, and what others have handed in once that may be seen."""
    case = _case(request, case_id)
    mine = queries.assessment_by(request.user, case)
    may_write = rules.may_assess(request.user, case) and case.stage == Stage.ASSESSING
    form = AssessmentForm(
        typed_in(request) or None,
        criteria=list(case.call.criteria.all()),
        assessment=mine,
        sections=queries.read_beside(case) if may_write else (),
    )
    seen_version = number_in(request.POST, "_version") if form.is_bound else mine.version if mine else 0
    if request.method == "POST" and form.is_valid():
        hand_in = request.POST.get("_then") != "save"
        act = (
            applications.reviews.actions.hand_in_assessment if hand_in else applications.reviews.actions.save_assessment
        )
        try:
            act(
                case_id=case.pk,
                scores=form.scores(),
                summary=form.cleaned_data["summary"],
                seen_version=number_in(request.POST, "_version") if "_version" in request.POST else None,
                by=request.user,
                at=timezone.now(),
            )
        except ChangedElsewhere as changed:
            _say_what_changed(form, changed)
            seen_version = changed.version
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Din bedömning är lämnad.") if hand_in else _("Din bedömning är sparad."))
            return redirect("reviews:assess", case.pk)
    return render(
        request,
        "reviews/assess.html",
        {**_assess_context(request, case, mine, form, may_write), "seen_version": seen_version},
        status=422 if form.errors else 200,
    )


def _say_what_changed(form: AssessmentForm, changed: ChangedElsewhere) -> None:
    """Without a script: what another window wrote, beside each field that it wrote in. Sent again, mine stands."""
    form.add_error(None, " ".join(changed.messages))
    time = date_format(localtime(changed.at), "H:i")
    for name, value in changed.current.items():
        text = _("I det andra fönstret står det sedan %(time)s: ”%(theirs)s”. Spara igen om det du ser här ska gälla.")
        form.add_error(name, text % {"time": time, "theirs": shown(value) or _("inget")})


@open_to(handles_cases)
@require_POST
def autosave(request: HttpRequest, case_id: int) -> HttpResponse:
    """Save what was typed in some fields, and answer without a page (static/js/drafting/autosave.js)."""
    if request.POST.get("_user", str(request.user.pk)) != str(request.user.pk):
        # Another person has signed in since the page was opened: it is not theirs to save.
        return JsonResponse({}, status=401)
    case, now = _case(request, case_id), timezone.now()
    typed = {name: str(value) for name, value in request.POST.items() if not name.startswith("_")}
    form = AssessmentForm(typed, criteria=list(case.call.criteria.all()), assessment=None)
    typed = {name: value for name, value in typed.items() if name in form.fields}
    if faults := {name: texts[0] for name, texts in form.errors.items() if name in typed}:
        return JsonResponse({"words": "", "faults": faults}, status=422)
    try:
        saved = applications.reviews.actions.save_fields(
            case_id=case.pk,
            fields={name: form.cleaned_data[name] for name in typed},
            seen_version=number_in(request.POST, "_version"),
            shown_version=number_in(request.POST, "_shown"),
            by=request.user,
            at=now,
        )
    except ChangedElsewhere as changed:
        return _clash(request, changed, typed, form.labels())
    except ValidationError as error:
        return JsonResponse({"words": " ".join(error.messages), "faults": {}}, status=422)
    except PermissionDenied as error:
        return JsonResponse({"words": str(error)}, status=403)
    return JsonResponse(
        {
            "version": saved.version,
            "time": date_format(localtime(now), "H:i"),
            "faults": {},
            "news": {name: shown(value) for name, value in saved.news.items()},
            "keptRows": [],
        }
    )


def _clash(
    request: HttpRequest, changed: ChangedElsewhere, typed: dict[str, str], labels: dict[str, str]
) -> JsonResponse:
    conflicts = {
        name: {
            "theirs": clash.theirs,
            "html": render_to_string(
                "drafting/_conflict_in_place.html", {"path": name, "conflict": clash}, request=request
            ),
        }
        for name, clash in clashes(changed.current, typed, labels, changed.at)
    }
    return JsonResponse({"version": changed.version, "conflicts": conflicts}, status=409)


def _assess_context(
    request: HttpRequest, case: Case, mine: Any, form: AssessmentForm, may_write: bool
) -> dict[str, Any]:
    """What the page of assessments shows. The form stands open until it is handed in, and again when asked for."""
    is_handed_in = bool(mine and mine.handed_in_at)
    handed_in = queries.assessments_shown_to(request.user, case)
    consensus = queries.consensus_shown_to(request.user, case) if handed_in else None
    return {
        "case": case,
        "tab": "assessment",
        "form": form,
        "mine": mine,
        "may_write": may_write,
        "is_handed_in": is_handed_in,
        "form_is_open": form.is_bound or (may_write and (not is_handed_in or "andra" in request.GET)),
        "may_propose": may_handle(request.user, case) and case.stage == Stage.ASSESSING and is_handed_in,
        "assessments": handed_in,
        "total": weighted_total(consensus.scored) if consensus else queries.total_of(handed_in),
        "consensus": consensus,
        "changed_since": may_write and queries.changed_since(case, mine),
        "may_agree": rules.may_agree(request.user, case) and case.stage == Stage.ASSESSING and bool(handed_in),
        "may_set_day": rules.may_agree(request.user, case) and case.stage == Stage.ASSESSING,
        "rows": queries.side_by_side(case, handed_in, consensus) if handed_in else [],
        "check": queries.check_of(case),
    }

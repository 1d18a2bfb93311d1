"""The letter by which a region's request for a decision was refused, for the region and for staff."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from applications.cases.models import Case
from applications.reviews.models import RefusalFile
from applications.reviews.refusal_letter import file_name
from portal.accounts.access import open_to
from portal.accounts.rules import handles_cases
from regions.rules import acts_for_a_region


@open_to(handles_cases | acts_for_a_region)
@require_safe
@cache_control(private=True, no_cache=True)
def pdf(request: HttpRequest, case_id: int) -> FileResponse:
    """The file that was made, and no other."""
    case = get_object_or_404(Case.objects.visible_to(request.user).submitted(), pk=case_id)
    kept = RefusalFile.objects.filter(refusal__request__case=case).first()
    if kept is None:
        raise Http404
    return FileResponse(
        kept.pdf.open("rb"), as_attachment=True, filename=file_name(case), content_type="application/pdf"
    )

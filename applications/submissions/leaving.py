"""What waits in a region for anyone who may hand in: applications marked ready, and supplements that were asked for."""

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.leaving import about
from applications.submissions.models import SignOff, SupplementRequest
from regions.leaving import Waiting
from regions.models import Region


def waiting_for_a_signatory(region: Region) -> list[Waiting]:
    waiting = SignOff.objects.filter(
        state=SignOff.State.WAITING, case__region=region, case__discarded_at__isnull=True
    ).select_related("case__call")
    asked = SupplementRequest.objects.waiting().filter(case__region=region).select_related("case__call")
    return [
        *(
            Waiting(
                _("Ansökan att lämna in"), about(sign_off.case), reverse("submissions:check", args=[sign_off.case_id])
            )
            for sign_off in waiting.order_by("marked_at", "pk")
        ),
        *(
            Waiting(
                _("Komplettering att skicka"),
                about(request.case),
                reverse("submissions:supplement", args=[request.case_id]),
            )
            for request in asked.order_by("due_on", "pk")
        ),
    ]

"""What waits in a region for anyone who may hand in: applications that were marked ready."""

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.cases.leaving import about
from applications.submissions.models import SignOff
from regions.leaving import Waiting
from regions.models import Region


def waiting_for_a_signatory(region: Region) -> list[Waiting]:
    waiting = SignOff.objects.filter(
        state=SignOff.State.WAITING, case__region=region, case__discarded_at__isnull=True
    ).select_related("case__call")
    return [
        Waiting(_("Ansökan att lämna in"), about(sign_off.case), reverse("submissions:check", args=[sign_off.case_id]))
        for sign_off in waiting.order_by("marked_at", "pk")
    ]

"""What the registrar's page shows of applications that came another way than through the portal."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.cases.models import Case
from applications.submissions.models import Registration, Submission
from regions.queries import people_of

SHOWN = 10


def newest_registrations(user: Any) -> list[Registration]:
    """What was registered last, of the cases that lists may name to `user`. One query."""
    found = Registration.objects.named_to(user).select_related("submission__case__call", "submission__case__region")
    return list(found.defer("submission__content")[:SHOWN])


def warnings_after_registering(submission: Submission) -> list[str]:
    """What a registrar should know of an application that was registered. Two queries."""
    case = submission.case
    warnings = []
    if not people_of(case.region_id):
        warnings.append(
            _("%(region)s har ingen som kan logga in, så inget kvitto är skickat. Bekräfta på annat sätt.")
            % {"region": case.region.name}
        )
    limit = case.call.applications_per_region
    same = Case.objects.kept().filter(call=case.call_id, region=case.region_id, withdrawn_at__isnull=True).count()
    if limit is not None and same > limit:
        warnings.append(
            ngettext(
                "Regionen har nu %(count)s ansökningar i utlysningen, som tar emot %(limit)s från varje region.",
                "Regionen har nu %(count)s ansökningar i utlysningen, som tar emot %(limit)s från varje region.",
                limit,
            )
            % {"count": same, "limit": limit}
            + " "
            + _("Handläggaren får reda ut vilken som ska prövas.")
        )
    return warnings

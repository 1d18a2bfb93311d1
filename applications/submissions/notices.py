"""The kinds of notices that handing in gives rise to, and what comes before and after."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_case_officer
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region, may_sign_for, memberships_of


def _signs_for_a_region(user: Any) -> bool:
    return any(may_sign_for(user, membership.region_id) for membership in memberships_of(user))


# Förvaltningslagen 21 §: whoever hands something in gets it confirmed, so nobody can turn this off.
RECEIPT = register(
    Kind("receipt", _("Kvitto på inlämnade ansökningar"), may_be_muted=False, concerns=acts_for_a_region)
)
MARKED_READY = register(Kind("marked_ready", _("En ansökan väntar på att jag lämnar in"), concerns=_signs_for_a_region))
SENT_BACK = register(
    Kind("sent_back", _("En ansökan som jag markerat klar kommer tillbaka"), concerns=acts_for_a_region)
)
REOPENED = register(
    Kind("reopened", _("En inlämnad ansökan öppnas för ändring"), concerns=acts_for_a_region | is_case_officer)
)
# As the receipt; and the officer's work ends with it.
WITHDRAWN = register(
    Kind("withdrawn", _("En ansökan återkallas"), may_be_muted=False, concerns=acts_for_a_region | is_case_officer)
)
# Who is asked for something by a day has to know (förvaltningslagen 20 §), so nobody can turn this off either.
SUPPLEMENT = register(Kind("supplement", _("Begäran om komplettering"), may_be_muted=False, concerns=acts_for_a_region))
SUPPLEMENT_REMINDER = register(
    Kind("supplement_reminder", _("Påminnelser om kompletteringar"), concerns=acts_for_a_region)
)
SUPPLEMENT_ANSWER = register(
    Kind("supplement_answer", _("Kompletteringar, och frågor om mer tid, i mina ärenden"), concerns=is_case_officer)
)

"""The notices of this room."""

from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

DEADLINE_REMINDER = register(
    Kind("deadline_reminder", _("Påminnelser innan en utlysning stänger"), concerns=acts_for_a_region)
)
DEADLINE_EXTENDED = register(
    Kind("deadline_extended", _("Besked om längre tid att söka"), may_be_muted=False, concerns=acts_for_a_region)
)
NOT_SUBMITTED = register(
    Kind(
        "draft_not_submitted",
        _(
            "Besked när ett utkast inte lämnades in i tid. "
            "Har du stängt av påminnelserna får du det bara om ingen annan hos er får det."
        ),
        may_be_muted=False,
        concerns=acts_for_a_region,
    )
)

"""What the events of a membership are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "regions.membership",
    {
        "member_added": Sentence(_("%(by)s gav %(person)s en roll i regionen."), people=("person",)),
        "membership_ended": _("%(by)s avslutade uppdraget."),
    },
)

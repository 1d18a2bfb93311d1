"""What the events of a membership are called on pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register
from regions.models import Membership


def _told(text: Any) -> Sentence:
    return Sentence(text, people=("person",), choices={"role": dict(Membership.Role.choices)})


register(
    "regions.membership",
    {
        "member_added": _told(_("%(by)s gav %(person)s rollen ”%(role)s”.")),
        "membership_ended": _told(_("%(by)s tog bort rollen ”%(role)s” från %(person)s.")),
        "member_removed": _told(_("%(by)s tog bort %(person)s, som hade rollen ”%(role)s”.")),
        "member_left": _told(_("%(by)s lämnade regionen och rollen ”%(role)s”.")),
        "invitation_sent_again": _told(_("%(by)s skickade inbjudan till %(person)s igen.")),
        "invitation_taken_back": _told(
            _("%(by)s tog tillbaka inbjudan till %(person)s, som hade fått rollen ”%(role)s”.")
        ),
    },
)

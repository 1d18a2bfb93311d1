"""What the events of a case that this room records are called on pages.

Staff read a case's history once it has been handed in, but never what a draft said: so these quote nothing from it.
"""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import register

register(
    "cases.case",
    {
        "draft_copied": _("%(by)s började med svaren i ”%(title)s”."),
        "draft_discarded": _("%(by)s tog bort utkastet."),
        "draft_restored": _("%(by)s lade tillbaka utkastet."),
        "draft_renamed": _("%(by)s gav ansökan ett nytt namn."),
        "attachment_added": _("%(by)s lade till en bilaga."),
        "attachment_described": _("%(by)s skrev vad en bilaga är."),
        "attachment_removed": _("%(by)s tog bort en bilaga."),
        "attachment_restored": _("%(by)s lade tillbaka en bilaga."),
        "attachment_infected": _("%(by)s hittade ett virus i en bilaga och stängde av den."),
    },
)

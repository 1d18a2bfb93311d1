"""What the events in a call's log are called."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "calls.call",
    {
        "call_loaded": _("Utlysningen följde med portalen."),
        "call_created": _("%(by)s lade upp utlysningen."),
        "call_cloned": _("%(by)s kopierade utlysningen från en annan."),
        "call_changed": _("%(by)s ändrade utlysningen."),
        "form_version_saved": _("%(by)s sparade formuläret, version %(number)s."),
        "call_published": Sentence(
            _("%(by)s publicerade utlysningen. Öppnar %(opens_at)s, stänger %(closes_at)s."),
            moments=("opens_at", "closes_at"),
        ),
    },
)

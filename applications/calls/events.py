"""What happens to calls, as its log names it and as people read it."""

from django.utils.translation import gettext_lazy as _

EVENT_NAMES = {
    "call_loaded": _("Utlysningen följde med portalen"),
    "call_created": _("Utlysningen lades upp"),
    "call_cloned": _("Utlysningen kopierades från en annan"),
    "call_changed": _("Utlysningen ändrades"),
    "form_version_saved": _("Formuläret fick en ny version"),
    "call_published": _("Utlysningen publicerades"),
}

"""What the events of a person are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import register

register(
    "accounts.user",
    {
        "person_invited": _("%(by)s bjöd in personen."),
        "invitation_taken_back": _("%(by)s tog tillbaka inbjudan."),
        "invitation_accepted": _("%(by)s tog emot sin inbjudan."),
        "roles_set": _("%(by)s ändrade roller vid myndigheten."),
        "password_set": _("%(by)s bytte lösenord."),
        "person_changed": _("%(by)s ändrade personens uppgifter."),
        "settings_saved": _("%(by)s ändrade sina inställningar."),
        "person_deactivated": _("%(by)s stängde av personen."),
    },
)

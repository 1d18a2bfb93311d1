"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import register

register(
    "cases.case",
    {
        "message_sent": _("%(by)s skrev ett meddelande, handling %(document)s."),
        "message_settled": _("%(by)s markerade att meddelandet, handling %(document)s, inte behöver något svar."),
    },
)

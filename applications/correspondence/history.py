"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "message_sent": _("%(by)s skrev ett meddelande, handling %(document)s."),
        "message_settled": _("%(by)s markerade att meddelandet, handling %(document)s, inte behöver något svar."),
        "hearing_asked": Sentence(
            _("%(by)s gav regionen tillfälle att yttra sig, senast %(due_on)s."), dates=("due_on",)
        ),
        "hearing_answered": _("%(by)s yttrade sig för regionen."),
        "hearing_moved": Sentence(
            _("%(by)s gav regionen mer tid att yttra sig, till och med %(due_on)s."), dates=("due_on",)
        ),
        "hearing_waived": _("%(by)s noterade att det är uppenbart obehövligt att höra regionen: %(why)s"),
    },
)

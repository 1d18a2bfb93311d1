"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "application_submitted": Sentence(
            _("%(by)s lämnade in version %(version)s av ansökan. Den kom in %(arrived_at)s."), moments=("arrived_at",)
        ),
    },
)

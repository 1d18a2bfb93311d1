"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "decision_proposed": _("%(by)s lämnade ett förslag till beslut."),
        "proposal_sent_back": _("%(by)s skickade tillbaka förslaget till beslut: %(comment)s"),
        "decision_made": Sentence(
            _("%(by)s fattade beslut. Föredragande var %(presented_by)s."), people=("presented_by",)
        ),
    },
)

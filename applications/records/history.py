"""What the events of a case that this room records are called on pages.

The log is part of what is given out: who asked for documents, and what was masked, is not in it.
"""

from django.utils.translation import gettext_lazy as _

from applications.records.models import CaseFile, DisclosureDecision
from portal.audit.labels import Sentence, register

_KINDS = {"kind": dict(CaseFile.Kind.choices)}

register(
    "cases.case",
    {
        "case_file_ordered": Sentence(_("%(by)s beställde akten (%(kind)s)."), choices=_KINDS),
        "case_file_made": Sentence(_("%(by)s framställde akten (%(kind)s)."), choices=_KINDS),
        "disclosure_opened": _("%(by)s lade upp en begäran om allmänna handlingar."),
        "secrecy_marked": _("%(by)s markerade något som sekretessbelagt: %(ground)s."),
        "secrecy_unmarked": _("%(by)s tog bort en sekretessmarkering: %(ground)s."),
        "disclosure_decided": Sentence(
            _("%(by)s beslutade om utlämnande: %(outcome)s."),
            choices={"outcome": dict(DisclosureDecision.Outcome.choices)},
        ),
        "appeal_registered": Sentence(
            _("%(by)s registrerade ett överklagande. Det kom in %(arrived_at)s."), moments=("arrived_at",)
        ),
        "appeal_found_in_time": _("%(by)s noterade att överklagandet kom in i tid."),
        "appeal_found_late": _("%(by)s noterade att överklagandet kom in för sent."),
        "appeal_accepted_late": _("%(by)s noterade att överklagandet kom in för sent men inte ska avvisas."),
        "appeal_dismissed": _("%(by)s beslutade att avvisa överklagandet."),
        "appealed_decision_stands": _("%(by)s omprövade det överklagade beslutet, som står fast."),
        "appealed_decision_changed": _("%(by)s omprövade det överklagade beslutet, som är ändrat."),
        "appeal_handed_over": _("%(by)s lämnade över överklagandet med akten till %(court)s."),
    },
)

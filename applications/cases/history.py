"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "draft_started": _("%(by)s påbörjade ansökan ”%(title)s”."),
        "contact_chosen": Sentence(_("%(by)s valde %(person)s till kontaktperson."), people=("person",)),
        "contact_left": _("%(by)s tog bort kontaktpersonen. Regionen behöver välja en ny."),
        "application_submitted": Sentence(
            _("%(by)s lämnade in version %(version)s av ansökan. Den kom in %(arrived_at)s."), moments=("arrived_at",)
        ),
        "application_registered": Sentence(
            _("%(by)s registrerade ansökan, som inte lämnades in i portalen. Den kom in %(arrived_at)s."),
            moments=("arrived_at",),
        ),
        "case_taken": _("%(by)s tog ärendet."),
        "case_handed_over": Sentence(_("%(by)s lämnade över ärendet till %(to)s."), people=("to",)),
        "case_assigned": Sentence(_("%(by)s tilldelade ärendet till %(to)s."), people=("to",)),
        "officer_left": _("%(by)s lämnade ärendet, som nu kan tas av en annan handläggare."),
        "conflict_declared": _("%(by)s anmälde jäv."),
        "no_conflict_declared": _("%(by)s förklarade att det inte finns något jäv."),
        "conflict_found": Sentence(
            _("%(by)s prövade den jävsanmälan som %(person)s hade lämnat: det är jäv. Skäl: %(reason)s"),
            people=("person",),
        ),
        "conflict_dismissed": Sentence(
            _("%(by)s prövade den jävsanmälan som %(person)s hade lämnat: det är inte jäv. Skäl: %(reason)s"),
            people=("person",),
        ),
        "parties_added": _("Ansökan har fått nya parter: %(names)s. Alla svarar på nytt om de har jäv."),
        "assessor_asked": Sentence(_("%(by)s bad %(person)s att bedöma ansökan."), people=("person",)),
    },
)

"""What the events of a case that this room records are called on pages.

Staff read a case's history: notes and comments inside the region are not quoted.
"""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "draft_marked_ready": _("%(by)s markerade ansökan som klar att lämna in."),
        "draft_sent_back": _("%(by)s skickade tillbaka ansökan till den som hade markerat den klar."),
        "draft_mark_taken_back": _("%(by)s tog tillbaka markeringen att ansökan är klar."),
        "application_reopened": _("%(by)s öppnade den inlämnade ansökan för ändring. Det som är inlämnat gäller."),
        "reopening_ended": _("%(by)s avbröt ändringen. Det som är inlämnat gäller."),
        "application_withdrawn": Sentence(
            _("%(by)s återkallade ansökan. Återkallelsen kom in %(arrived_at)s."), moments=("arrived_at",)
        ),
        "supplement_asked": Sentence(
            _("%(by)s bad regionen komplettera %(sections)s, senast %(due_on)s."), dates=("due_on",)
        ),
        "supplement_sent": _("%(by)s skickade kompletteringen, version %(version)s av ansökan."),
        "supplement_closed": _("%(by)s avslutade begäran om komplettering utan svar."),
        "more_time_asked": Sentence(
            _("%(by)s bad om mer tid för kompletteringen, till och med %(wanted_on)s."), dates=("wanted_on",)
        ),
        "more_time_given": Sentence(
            _("%(by)s gav mer tid för kompletteringen, till och med %(given_on)s."), dates=("given_on",)
        ),
        "more_time_refused": _("%(by)s sa nej till mer tid för kompletteringen."),
    },
)

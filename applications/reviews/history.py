"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import Sentence, register

register(
    "cases.case",
    {
        "found_complete": _("%(by)s gjorde den formella granskningen: ansökan är komplett."),
        "found_incomplete": _("%(by)s gjorde den formella granskningen: ansökan är inte komplett. %(comment)s"),
        "assessment_handed_in": _("%(by)s lämnade en bedömning."),
        "scores_agreed": _("%(by)s skrev den gemensamma bedömningen."),
        "agreed_scores_changed": _("%(by)s ändrade den gemensamma bedömningen."),
        "assessment_day_set": Sentence(_("%(by)s satte %(due_on)s som sista dag att bedöma."), dates=("due_on",)),
        "delay_told": Sentence(
            _("%(by)s underrättade regionen om att ärendet är försenat. Beslut väntas senast %(expected_on)s."),
            dates=("expected_on",),
        ),
        "decision_requested": Sentence(
            _("%(by)s begärde för regionen att ärendet avgörs. Det besvaras senast %(answer_by)s."),
            dates=("answer_by",),
        ),
        "decision_request_registered": Sentence(
            _("%(by)s registrerade att %(asked_by)s begär att ärendet avgörs. Det besvaras senast %(answer_by)s."),
            dates=("answer_by",),
        ),
        "decision_request_refused": _("%(by)s beslutade att avslå regionens begäran om att ärendet avgörs."),
        "refusal_letter_made": _("Portalen skapade brevet om att begäran är avslagen."),
        "note_written": _("%(by)s antecknade internt."),
    },
)

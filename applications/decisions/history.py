"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from applications.calls.models import Outcome
from applications.decisions.models import Ground, Solving
from portal.audit.labels import Sentence, register

OUTCOME = {"outcome": dict(Outcome.choices)}

register(
    "cases.case",
    {
        "decision_proposed": Sentence(_("%(by)s lämnade ett förslag till beslut: %(outcome)s."), choices=OUTCOME),
        "proposal_sent_back": _("%(by)s skickade tillbaka förslaget till beslut: %(comment)s"),
        "proposal_lapsed": _("Förslaget till beslut förföll, eftersom regionen har återkallat ansökan."),
        "decision_made": Sentence(
            _("%(by)s fattade beslut: %(outcome)s. Föredragande var %(presented_by)s."),
            people=("presented_by",),
            choices=OUTCOME,
        ),
        "replacement_proposed": Sentence(
            _("%(by)s föreslog ett beslut som ersätter det som gäller: %(outcome)s. Grund: %(ground)s"),
            choices={**OUTCOME, "ground": dict(Ground.choices)},
        ),
        "decision_replaced": Sentence(
            _("Beslutet ersattes av ett nytt. Grund: %(ground)s"), choices={"ground": dict(Ground.choices)}
        ),
        "decision_released": _("%(by)s släppte beslutet, så att regionen får besked."),
    },
)

RESULT = {"result": dict(Solving.Result.choices)}

register(
    "decisions.scenario",
    {
        "scenario_made": _("%(by)s gjorde scenariot ”%(name)s”."),
        "scenario_copied": _("%(by)s gjorde scenariot som en kopia av ”%(name)s”."),
        "scenario_described": _("%(by)s ändrade namn eller skäl. Scenariot heter ”%(name)s”."),
        "scenario_changed": _("%(by)s ändrade belopp eller lås för hand."),
        "solving_ordered": _("%(by)s bad lösaren om ett förslag."),
        "scenario_solved": Sentence(_("Lösaren gav scenariot nya belopp: %(result)s."), choices=RESULT),
        "scenario_archived": _("%(by)s arkiverade scenariot."),
        "scenario_restored": _("%(by)s tog tillbaka scenariot."),
        "scenario_chosen": _("%(by)s valde scenariot, så att förslag i utlysningen följer det."),
        "scenario_let_go": _("%(by)s lät förslagen inte längre följa scenariot."),
        "scenario_proposed": _("%(by)s gjorde %(number)s förslag till beslut av scenariot."),
    },
)

register(
    "decisions.meeting",
    {
        "meeting_planned": _("%(by)s planerade sammanträdet ”%(name)s”."),
        "meeting_changed": _("%(by)s ändrade sammanträdet, som heter ”%(name)s”."),
        "meeting_cancelled": _("%(by)s ställde in sammanträdet: %(why)s"),
        "meeting_attendance_set": _("%(by)s ändrade vilka som deltar."),
        "agenda_added": _("%(by)s lade ärenden på dagordningen, så många: %(number)s."),
        "agenda_removed": _("%(by)s tog bort ett ärende från dagordningen."),
        "agenda_moved": _("%(by)s ändrade ordningen på dagordningen."),
        "agenda_arranged": _("%(by)s ändrade vem som föredrar eller är ordförande för en paragraf."),
        "meeting_decided": _("%(by)s beslutade. Paragrafer: %(sections)s."),
        "meeting_closed": _("%(by)s avslutade sammanträdet, och protokollet är upprättat."),
        "minutes_approved": _("%(by)s justerade protokollet."),
        "minutes_made": _("Protokollet är gjort som PDF."),
    },
)

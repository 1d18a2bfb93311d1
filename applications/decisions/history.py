"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from applications.calls.models import Outcome
from applications.decisions.models import Ground
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

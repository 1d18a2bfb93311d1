"""What an appeal of a decision means for changing it (förvaltningslagen 39 §)."""

from django.utils.translation import gettext as _

from applications.decisions.models import Decision, Ground
from applications.decisions.obstacles import Obstacle
from applications.records.models import Appeal

# 38 § is the only way to change a decision that is appealed; an obvious slip is corrected all the same (36 §).
_FOR_THE_WORSE = frozenset({Ground.RESERVATION.value, Ground.SAFETY.value, Ground.FALSE_DATA.value})


def obstacle_of_appeal(decision: Decision) -> Obstacle | None:
    """An appeal that we still have stops a change for the worse. One that the court has is told of: what the court
    decides, and when it is done, is not in the portal. One query.
    """
    appeals = Appeal.objects.filter(case=decision.case_id).without_step("dismissed").prefetch_related("steps")
    is_here = [not any(step.kind == "handed_over" for step in appeal.steps.all()) for appeal in appeals]
    if any(is_here):
        text = _(
            "Beslutet är överklagat. Då får det rättas (36 §), eller ändras om det är uppenbart felaktigt och "
            "ändringen går snabbt och inte är till nackdel för någon (38 och 39 §§ förvaltningslagen)."
        )
        return Obstacle(text, _FOR_THE_WORSE)
    if is_here:
        text = _(
            "Ett överklagande är överlämnat till domstol. Till dess att domstolen är klar får beslutet inte ändras, "
            "bara rättas (36 och 39 §§ förvaltningslagen)."
        )
        return Obstacle(text)
    return None

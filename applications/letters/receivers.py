"""A decision was made: its letter is ordered, in the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.letters.actions
from applications.decisions.events import decision_made
from applications.decisions.models import Decision


@receiver(decision_made, dispatch_uid="letters.order_letter")
def on_decision_made(sender: Any, decision: Decision, at: datetime, **kwargs: Any) -> None:
    applications.letters.actions.order_letter(decision=decision, at=at)

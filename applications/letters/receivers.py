"""A decision was made: its letter is ordered. It was released: the letter is delivered. In the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

import applications.letters.actions
from applications.decisions.events import decision_made, decision_released
from applications.decisions.models import Decision


@receiver(decision_made, dispatch_uid="letters.order_letter")
def on_decision_made(sender: Any, decision: Decision, at: datetime, **kwargs: Any) -> None:
    applications.letters.actions.order_letter(decision=decision, at=at)


@receiver(decision_released, dispatch_uid="letters.deliver_letter")
def on_decision_released(sender: Any, decision: Decision, at: datetime, **kwargs: Any) -> None:
    applications.letters.actions.deliver_letter(decision=decision, at=at)

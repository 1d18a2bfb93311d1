"""What happens to decisions."""

from django.dispatch import Signal

# A decision was made, in the transaction that makes it. Arguments: decision, at.
decision_made = Signal()

# From now on the region may know of a decision, in the transaction that releases it. Arguments: decision, at.
decision_released = Signal()

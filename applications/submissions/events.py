"""What happens to what was handed in."""

from django.dispatch import Signal

# A version was handed in, in the transaction that registers it. Arguments: submission, at.
application_submitted = Signal()

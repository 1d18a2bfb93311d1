"""What happens to what was handed in."""

from django.dispatch import Signal

# A version was handed in, in the transaction that registers it. Arguments: submission, at.
application_submitted = Signal()

# A region took its application back, in the transaction that registers it. Arguments: withdrawal, at.
application_withdrawn = Signal()

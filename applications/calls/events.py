"""What happens to a call."""

from django.dispatch import Signal

# The time to apply was extended, in the transaction that does it. Arguments: extension, regions (codes of those whose
# closing moved), at.
deadline_extended = Signal()

"""What happens to a case that other rooms may care for."""

from django.dispatch import Signal

# A staff member took responsibility. Arguments: case, at.
case_taken = Signal()

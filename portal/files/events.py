"""What happens to a file that other rooms may care for."""

from django.dispatch import Signal

# A virus was found in a file that was taken. Arguments: stored, at.
file_infected = Signal()

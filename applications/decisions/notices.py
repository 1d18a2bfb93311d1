"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import reads_every_case
from portal.notices.kinds import Kind, register

# The minutes stand open until each of them has approved.
MINUTES = register(Kind("minutes", _("Ett protokoll väntar på att jag justerar det"), concerns=reads_every_case))

"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

MEMBER_ADDED = register(
    Kind("member_added", _("Du har fått en roll i en region"), may_be_muted=False, concerns=acts_for_a_region)
)
ROLES_CHANGED = register(
    Kind("roles_changed", _("Dina roller i en region har ändrats"), may_be_muted=False, concerns=acts_for_a_region)
)
HANDED_OVER = register(
    Kind("handed_over", _("Du tar över det som väntade på en kollega"), may_be_muted=False, concerns=acts_for_a_region)
)

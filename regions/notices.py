"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.notices import kinds

MEMBER_ADDED = kinds.register(kinds.Kind("member_added", _("Du har fått en roll i en region"), may_be_muted=False))
ROLES_CHANGED = kinds.register(
    kinds.Kind("roles_changed", _("Dina roller i en region har ändrats"), may_be_muted=False)
)
HANDED_OVER = kinds.register(
    kinds.Kind("handed_over", _("Du tar över det som väntade på en kollega"), may_be_muted=False)
)

"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.notices import kinds

MEMBER_ADDED = kinds.register(kinds.Kind("member_added", _("Du har fått en roll i en region"), may_be_muted=False))

"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register

MESSAGE = register(Kind("message", _("Meddelanden i ärenden")))

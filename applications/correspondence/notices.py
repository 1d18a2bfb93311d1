"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_case_officer
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

MESSAGE = register(Kind("message", _("Meddelanden i ärenden")))
# Who may answer by a day before a decision has to know (förvaltningslagen 25 §), so nobody can turn this off.
HEARING = register(Kind("hearing", _("Begäran om yttrande"), may_be_muted=False, concerns=acts_for_a_region))
HEARING_ANSWER = register(Kind("hearing_answer", _("Yttranden i mina ärenden"), concerns=is_case_officer))

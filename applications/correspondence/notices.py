"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_case_officer
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

MESSAGE = register(Kind("message", _("Meddelanden i ärenden")))
# Who may answer by a day before a decision has to know (förvaltningslagen 25 §), so nobody can turn this off.
HEARING = register(Kind("hearing", _("Begäran om yttrande"), may_be_muted=False, concerns=acts_for_a_region))
HEARING_REMINDER = register(
    Kind("hearing_reminder", _("Påminnelser om yttranden"), may_be_muted=False, concerns=acts_for_a_region)
)
HEARING_RUN_OUT = register(Kind("hearing_run_out", _("Yttranden som inte kom in i tid"), concerns=is_case_officer))
INFECTED_MESSAGE_FILE = register(Kind("infected_message_file", _("Virus i filer som skickats"), may_be_muted=False))
HEARING_ANSWER = register(Kind("hearing_answer", _("Yttranden i mina ärenden"), concerns=is_case_officer))

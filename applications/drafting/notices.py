"""The kinds of notices that writing gives rise to."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_case_officer
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

# What is handed in without the file may lack what it is judged by, so nobody can turn this off.
INFECTED_FILE = register(
    Kind("infected_file", _("Virus i en bilaga"), may_be_muted=False, concerns=acts_for_a_region | is_case_officer)
)

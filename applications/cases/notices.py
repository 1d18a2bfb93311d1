"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from applications.cases.rules import may_assess_cases
from portal.accounts.rules import handles_cases, is_case_officer, is_decision_maker
from portal.notices.kinds import Kind, register

ASSESSMENT_ASKED = register(Kind("assessment_asked", _("Någon ber mig bedöma ett ärende"), concerns=may_assess_cases))
CASES_ASSIGNED = register(
    Kind("cases_assigned", _("Jag får ärenden, eller någon lämnar över mina till en annan"), concerns=is_case_officer)
)
CONFLICT_SETTLED = register(Kind("conflict_settled", _("Ett jäv som jag har anmält är prövat"), concerns=handles_cases))
CONFLICT_DECLARED = register(
    Kind("conflict_declared", _("Någon har anmält jäv som ska prövas"), concerns=is_decision_maker)
)

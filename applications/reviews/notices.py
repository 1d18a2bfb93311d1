"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from applications.cases.rules import may_assess_cases
from portal.notices.kinds import Kind, register

ASSESSMENT_DUE = register(
    Kind("assessment_due", _("En bedömning som jag är ombedd att göra får en sista dag"), concerns=may_assess_cases)
)

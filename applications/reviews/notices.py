"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from applications.cases.rules import may_assess_cases
from portal.accounts.rules import is_case_officer, is_decision_maker
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

ASSESSMENT_DUE = register(
    Kind("assessment_due", _("En bedömning som jag är ombedd att göra får en sista dag"), concerns=may_assess_cases)
)
# A party is told of these (förvaltningslagen 11, 12 and 33 §§), so nobody can turn them off.
DELAY = register(Kind("delay", _("Ett ärende är försenat"), may_be_muted=False, concerns=acts_for_a_region))
REQUEST_ANSWERED = register(
    Kind(
        "decision_request_answered",
        _("Svar på er begäran om att ett ärende avgörs"),
        may_be_muted=False,
        concerns=acts_for_a_region,
    )
)
# Four weeks begin.
DECISION_REQUESTED = register(
    Kind(
        "decision_requested",
        _("En region begär att ett ärende avgörs"),
        may_be_muted=False,
        concerns=is_case_officer | is_decision_maker,
    )
)
REQUEST_DUE = register(
    Kind(
        "decision_request_due",
        _("En vecka kvar att svara på en begäran om att ett ärende avgörs"),
        concerns=is_case_officer | is_decision_maker,
    )
)

"""The notices that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_case_officer, is_decision_maker, is_registrar
from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

APPEAL_FOR_STAFF = register(
    Kind(
        "appeal_for_staff",
        _("Överklaganden som väntar på mig"),
        concerns=lambda user: is_case_officer(user) or is_decision_maker(user) or is_registrar(user),
    )
)
APPEAL = register(Kind("appeal", _("Vad som händer med vårt överklagande"), concerns=acts_for_a_region))

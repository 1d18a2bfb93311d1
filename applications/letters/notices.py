"""The kinds of notices that letters give rise to."""

from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register
from regions.rules import acts_for_a_region

# Förvaltningslagen 33 §: the party is told of the decision, so nobody can turn this off.
DECISION = register(Kind("decision", _("Beslut i era ärenden"), may_be_muted=False, concerns=acts_for_a_region))
UNREAD = register(
    Kind("decision_unread", _("Påminnelser om beslut som ingen hos oss har öppnat"), concerns=acts_for_a_region)
)

"""The kinds of notices that handing in gives rise to."""

from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register

# Förvaltningslagen 21 §: whoever hands something in gets it confirmed, so nobody can turn this off.
RECEIPT = register(Kind(key="receipt", label=_("Kvitto på inlämnade ansökningar"), may_be_muted=False))

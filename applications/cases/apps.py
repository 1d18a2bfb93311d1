from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.notices.kinds import Kind, register

ASSESSMENT_ASKED = register(Kind("assessment_asked", _("Någon ber mig bedöma ett ärende")))


class CasesConfig(AppConfig):
    name = "applications.cases"
    label = "cases"
    verbose_name = _("Ärenden")

    def ready(self) -> None:
        from applications.cases.leaving import CONTACT
        from regions.leaving import add_source

        add_source(CONTACT)

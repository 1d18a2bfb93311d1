from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "applications.cases"
    label = "cases"
    verbose_name = _("Ärenden")

    def ready(self) -> None:
        from applications.cases import notices  # noqa: F401 - makes its kinds of notices known
        from applications.cases.leaving import CONTACT
        from regions.leaving import add_source

        add_source(CONTACT)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "applications.drafting"
    label = "drafting"
    verbose_name = _("Utkast")

    def ready(self) -> None:
        from applications.drafting import notices, receivers  # noqa: F401 - makes its notices known, connects them
        from applications.drafting.rules import may_open_attachment
        from portal.files.rules import add_gate

        add_gate(may_open_attachment)

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = _("Logg")

    def ready(self) -> None:
        from portal import numbers  # noqa: F401 - for all queries

        # Each room's history.py says what its events are called.
        autodiscover_modules("history")

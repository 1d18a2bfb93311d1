from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    label = "regions"
    verbose_name = _("Regioner")

    def ready(self) -> None:
        from regions import kinds  # noqa: F401 - the room's notices, which the models of portal.notices know nothing of

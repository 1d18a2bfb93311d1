from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "applications.correspondence"
    label = "correspondence"
    verbose_name = _("Meddelanden")

    def ready(self) -> None:
        from applications.correspondence import notices  # noqa: F401 - makes its kinds of notices known
        from applications.correspondence.calendar import hearings_due
        from portal.calendar.dates import add_source

        add_source(hearings_due)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "applications.calls"
    label = "calls"
    verbose_name = _("Utlysningar")

    def ready(self) -> None:
        from applications.calls.calendar import dates_of_calls
        from portal.calendar.dates import add_source

        add_source(dates_of_calls)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "applications.correspondence"
    label = "correspondence"
    verbose_name = _("Meddelanden")

    def ready(self) -> None:
        from applications.cases.declaring_first import add_look_up
        from applications.correspondence import notices, receivers  # noqa: F401 - makes its notices known, connects them
        from applications.correspondence.calendar import hearings_due
        from applications.correspondence.rules import cases_with_sent_file, may_open_sent_file
        from portal.calendar.dates import add_source
        from portal.files.rules import add_gate

        add_source(hearings_due)
        add_gate(may_open_sent_file)
        add_look_up("uuid", cases_with_sent_file)

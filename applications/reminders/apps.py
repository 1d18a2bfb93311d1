from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "applications.reminders"
    label = "reminders"
    verbose_name = _("Påminnelser")

    def ready(self) -> None:
        # The page of a person's own notices lists these kinds.
        import applications.reminders.kinds
        import applications.reminders.receivers  # connects them
        import applications.reminders.restating  # noqa: F401 - what a digest asks of its reminders

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "applications.letters"
    label = "letters"
    verbose_name = _("Brev")

    def ready(self) -> None:
        from applications.letters import notices, receivers, restating  # noqa: F401 - notices, and what it hears

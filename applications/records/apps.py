from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "applications.records"
    label = "records"
    verbose_name = _("Akter och utlämnande")

    def ready(self) -> None:
        from applications.decisions.obstacles import add_obstacle
        from applications.records import notices  # noqa: F401 - makes its kinds known
        from applications.records.appealed import obstacle_of_appeal
        from applications.records.rules import may_open_file
        from portal.files.rules import add_gate

        add_gate(may_open_file)
        add_obstacle(obstacle_of_appeal)

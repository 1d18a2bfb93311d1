from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "applications.submissions"
    label = "submissions"
    verbose_name = _("Inlämningar")

    def ready(self) -> None:
        from applications.submissions import notices  # noqa: F401 - makes its kinds of notices known
        from applications.submissions.rules import may_open_submitted_file
        from portal.files.rules import add_gate

        add_gate(may_open_submitted_file)

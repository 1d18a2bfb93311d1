from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "applications.submissions"
    label = "submissions"
    verbose_name = _("Inlämningar")

    def ready(self) -> None:
        from applications.cases.declaring_first import add_look_up
        from applications.drafting.standing import add_reader
        from applications.submissions import notices, receivers, restating  # noqa: F401 - notices, and what it hears
        from applications.submissions.calendar import supplements_due
        from applications.submissions.leaving import waiting_for_a_signatory
        from applications.submissions.queries import standing_version
        from applications.submissions.rules import cases_with_file, may_open_submitted_file
        from portal.calendar.dates import add_source
        from portal.files.rules import add_gate
        from regions.leaving import add_what_awaits_a_signatory

        add_gate(may_open_submitted_file)
        add_look_up("uuid", cases_with_file)
        add_source(supplements_due)
        add_reader(standing_version)
        add_what_awaits_a_signatory(waiting_for_a_signatory)

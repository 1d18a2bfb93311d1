from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    name = "applications.decisions"
    label = "decisions"
    verbose_name = _("Beslut")

    def ready(self) -> None:
        from applications.calls.rules import add_extension_gate
        from applications.cases.declaring_first import add_look_up
        from applications.decisions import receivers  # noqa: F401 - listens to withdrawals
        from applications.decisions.rules import case_of_item, case_of_proposal, why_no_more_time

        add_extension_gate(why_no_more_time)
        add_look_up("proposal_id", case_of_proposal)
        add_look_up("item_id", case_of_item)

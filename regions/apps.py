from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    label = "regions"
    verbose_name = _("Regioner")

    def ready(self) -> None:
        from portal.accounts.rules import add_inviter
        from regions import notices  # noqa: F401 - registers the kinds of notices
        from regions.rules import may_invite_to

        add_inviter(may_invite_to)

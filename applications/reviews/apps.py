from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "applications.reviews"
    label = "reviews"
    verbose_name = _("Granskning")

    def ready(self) -> None:
        from applications.reviews import notices  # noqa: F401 - makes its kinds of notices known
        from applications.reviews.calendar import requests_due
        from portal.calendar.dates import add_source

        add_source(requests_due)

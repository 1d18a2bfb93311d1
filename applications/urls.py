"""The addresses of a funding case, in the language of users."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("applications.desk.urls")),
    path("utlysningar/", include("applications.calls.urls")),
    path("ansokningar/", include("applications.drafting.urls")),
    path("", include("applications.submissions.urls")),
    path("arenden/", include("applications.cases.urls")),
    path("arenden/", include("applications.correspondence.urls")),
    path("arenden/", include("applications.reviews.urls")),
    path("", include("applications.reviews.clock_urls")),
    path("arenden/", include("applications.decisions.urls")),
    path("budget/", include("applications.decisions.budget_urls")),
    path("beslut/", include("applications.decisions.deciding_urls")),
    path("beslut/sammantraden/", include("applications.decisions.meeting_urls")),
    path("", include("applications.letters.urls")),
    path("", include("applications.records.urls")),
    path("", include("applications.reminders.urls")),
]
if settings.PORTAL_DEMO:
    urlpatterns.append(path("demo/", include("applications.demo.urls")))

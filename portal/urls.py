"""The addresses of the site. Each view says itself who may open it (portal.accounts.access)."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

handler400 = "portal.pages.views.bad_request"
handler403 = "portal.pages.views.forbidden"
handler404 = "portal.pages.views.not_found"
handler500 = "portal.pages.views.server_error"

urlpatterns = [
    path("konto/", include("allauth.account.urls")),
    path("konto/", include("portal.accounts.urls")),
    path("konto/kalender/", include("portal.calendar.urls")),
    path("aviseringar/", include("portal.notices.urls")),
    path("sprak/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("filer/", include("portal.files.urls")),
    path("region/", include("regions.urls")),
    path("", include("applications.urls")),
    path("", include("portal.pages.urls")),
]

"""The addresses of the site with those of the demonstration, which has them beside the others."""

from django.urls import include, path

from portal import urls
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here

urlpatterns = [path("demo/", include("applications.demo.urls")), *urls.urlpatterns]

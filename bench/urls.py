"""The portal's addresses, and the bare view's."""

from django.urls import include, path

from bench.baseline import baseline

urlpatterns = [path("bench/", baseline, name="baseline"), path("", include("portal.urls"))]

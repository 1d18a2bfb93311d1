"""Deciding on several cases: together, at a meeting, and telling regions of what was held."""

from django.urls import path

from applications.decisions.views import deciding_together, releasing

app_name = "deciding"

urlpatterns = [
    path("", deciding_together.waiting, name="waiting"),
    path("att-slappa/", releasing.held, name="held"),
]

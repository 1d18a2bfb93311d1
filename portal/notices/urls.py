from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [path("", views.own_kinds, name="settings")]

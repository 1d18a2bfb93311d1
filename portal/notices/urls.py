from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.all_notices, name="all"),
    path("mejl/", views.own_mails, name="settings"),
    path("lasta/", views.mark_all_read, name="mark_all_read"),
    path("<int:notice_id>/", views.follow, name="follow"),
]

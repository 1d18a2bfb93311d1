from django.urls import path

from portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("inbjudan/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("installningar/", views.own_settings, name="settings"),
]

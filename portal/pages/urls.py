from django.urls import path

from portal.pages import views

app_name = "pages"

urlpatterns = [
    path("om/<slug:slug>/", views.page, name="page"),
    path("halsa/", views.health, name="health"),
]

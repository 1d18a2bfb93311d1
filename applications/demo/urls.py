from django.urls import path

from applications.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.people, name="people"),
    path("mejl/", views.mails, name="mails"),
    path("mejl/<slug:name>/", views.mail, name="mail"),
]

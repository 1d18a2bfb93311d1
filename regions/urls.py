from django.urls import path

from regions import views

app_name = "regions"

urlpatterns = [
    path("", views.region, name="region"),
    path("byt/", views.switch, name="switch"),
    path("bjud-in/", views.invite, name="invite"),
    path("handelser/", views.history, name="history"),
    path("lamna/", views.leave, name="leave"),
    path("personer/<int:person_id>/", views.person, name="person"),
    path("personer/<int:person_id>/ta-bort/", views.remove, name="remove"),
    path("personer/<int:person_id>/bjud-in-igen/", views.invite_again, name="invite_again"),
    path("personer/<int:person_id>/ta-tillbaka/", views.take_back, name="take_back"),
]

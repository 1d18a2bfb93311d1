from django.urls import path

from regions import views

app_name = "regions"

urlpatterns = [
    path("", views.region, name="region"),
    path("byt/", views.switch, name="switch"),
]

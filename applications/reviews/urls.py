from django.urls import path

from applications.reviews import views

app_name = "reviews"

urlpatterns = [
    path("<int:case_id>/formell-granskning/", views.check, name="check"),
    path("<int:case_id>/bedomning/", views.assess, name="assess"),
]

from django.urls import path

from applications.reminders import views

app_name = "reminders"

urlpatterns = [path("paminnelser/", views.plan, name="plan")]

from django.urls import path

from applications.calls import views

app_name = "calls"

urlpatterns = [
    path("", views.call_list, name="list"),
    path("<slug:slug>/", views.call, name="call"),
    path("<slug:slug>/tid/", views.time_left, name="time_left"),
    path("<slug:slug>/datum.ics", views.call_dates, name="dates"),
]

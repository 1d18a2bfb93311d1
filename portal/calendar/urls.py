from django.urls import path

from portal.calendar import views

app_name = "calendar"

# Below /konto/, where the proxy's log does not look: who holds the feed's address reads the dates.
urlpatterns = [
    path("", views.own_calendar, name="own"),
    path("stang/", views.close, name="close"),
    path("<str:token>.ics", views.feed, name="feed"),
]

from django.urls import path

from applications.decisions import views

app_name = "decisions"

urlpatterns = [
    path("<int:case_id>/beslut/", views.case, name="case"),
    path("<int:case_id>/beslut/foresla/", views.propose, name="propose"),
    path("<int:case_id>/beslut/fatta/", views.decide, name="decide"),
    path("<int:case_id>/beslut/skicka-tillbaka/", views.send_back, name="send_back"),
]

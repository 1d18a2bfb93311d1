from django.urls import path

from applications.decisions.views import deciding, proposing, replacing

app_name = "decisions"

urlpatterns = [
    path("<int:case_id>/beslut/", proposing.case, name="case"),
    path("<int:case_id>/beslut/foresla/", proposing.propose, name="propose"),
    path("<int:case_id>/beslut/ersatt/", replacing.replace, name="replace"),
    path("<int:case_id>/beslut/fatta/", deciding.decide, name="decide"),
    path("<int:case_id>/beslut/skicka-tillbaka/", deciding.send_back, name="send_back"),
]

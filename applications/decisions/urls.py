from django.urls import path

from applications.decisions.views import boards, deciding, proposing, replacing

app_name = "decisions"

urlpatterns = [
    path("<int:case_id>/beslut/", proposing.case, name="case"),
    path("<int:case_id>/beslut/foresla/", proposing.propose, name="propose"),
    path("<int:case_id>/beslut/ersatt/", replacing.replace, name="replace"),
    path("<int:case_id>/beslut/fatta/", deciding.decide, name="decide"),
    path("<int:case_id>/beslut/skicka-tillbaka/", deciding.send_back, name="send_back"),
    path("<int:case_id>/beslut/laget/", boards.decision_board, name="board"),
    path("<int:case_id>/beslut/laget.json", boards.board_content, name="board_content"),
]

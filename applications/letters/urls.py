from django.urls import path

from applications.letters import views

app_name = "letters"

urlpatterns = [
    path("beslut/<int:case_id>/", views.letter, name="letter"),
    path("beslut/<int:case_id>/brev.pdf", views.pdf, name="pdf"),
    path("beslut/<int:case_id>/tagit-del/", views.acknowledge, name="acknowledge"),
    path("forslag/<int:proposal_id>/brev/", views.preview, name="preview"),
]

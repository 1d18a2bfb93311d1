from django.urls import path

from applications.letters.views import checking, reading, templates

app_name = "letters"

urlpatterns = [
    path("beslut/<int:case_id>/", reading.letter, name="letter"),
    path("beslut/<int:case_id>/brev.pdf", reading.pdf, name="pdf"),
    path("beslut/<int:case_id>/tagit-del/", reading.acknowledge, name="acknowledge"),
    path("forslag/<int:proposal_id>/brev/", reading.preview, name="preview"),
    path("utlysningar/<slug:slug>/brevmallar/", templates.templates, name="templates"),
    path("kontrollera/", checking.check, name="check"),
    path("kontrollera/<str:code>/", checking.check, name="check_code"),
]

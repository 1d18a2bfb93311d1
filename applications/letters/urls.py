from django.urls import path

from applications.letters.views import checking, mailings, reading, templates

app_name = "letters"

urlpatterns = [
    path("beslut/<int:case_id>/", reading.letter, name="letter"),
    path("beslut/<int:case_id>/brev.pdf", reading.pdf, name="pdf"),
    path("beslut/<int:case_id>/brev/<int:letter_id>/", reading.letter, name="earlier_letter"),
    path("beslut/<int:case_id>/brev/<int:letter_id>/brev.pdf", reading.pdf, name="earlier_pdf"),
    path("beslut/<int:case_id>/tagit-del/", reading.acknowledge, name="acknowledge"),
    path("forslag/<int:proposal_id>/brev/", reading.preview, name="preview"),
    path("brev/", mailings.mailings, name="mailings"),
    path("brev/utskick/nytt/", mailings.new_mailing, name="new_mailing"),
    path("brev/utskick/<int:mailing_id>/", mailings.mailing, name="mailing"),
    path("brev/utskick/<int:mailing_id>/stoppa/", mailings.stop, name="stop_mailing"),
    path("brev/utskick/<int:mailing_id>/fortsatt/", mailings.go_on, name="continue_mailing"),
    path("brev/utskick/<int:mailing_id>/skicka-klara/", mailings.send_made, name="send_made"),
    path("brev/<int:letter_id>/igen/", mailings.try_again, name="try_letter_again"),
    path("utlysningar/<slug:slug>/brevmallar/", templates.templates, name="templates"),
    path("kontrollera/", checking.check, name="check"),
    path("kontrollera/<str:code>/", checking.check, name="check_code"),
]

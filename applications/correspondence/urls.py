from django.urls import path

from applications.correspondence.views import hearings, messages

app_name = "correspondence"

urlpatterns = [
    path("<int:case_id>/meddelanden/", messages.messages, name="messages"),
    path("<int:case_id>/meddelanden/<int:message_id>/inget-svar/", messages.settle, name="settle"),
    path("<int:case_id>/yttrande/", hearings.hearing, name="hearing"),
    path("<int:case_id>/yttrande/obehovligt/", hearings.waive, name="waive_hearing"),
    path("<int:case_id>/yttrande/<int:hearing_id>/mer-tid/", hearings.move, name="move_hearing"),
]

from django.urls import path

from applications.correspondence import views

app_name = "correspondence"

urlpatterns = [
    path("<int:case_id>/meddelanden/", views.messages, name="messages"),
    path("<int:case_id>/meddelanden/<int:message_id>/inget-svar/", views.settle, name="settle"),
]

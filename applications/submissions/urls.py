from django.urls import path

from applications.submissions import views

app_name = "submissions"

urlpatterns = [
    path("ansokningar/<int:case_id>/lamna-in/", views.check, name="check"),
    path("ansokningar/<int:case_id>/kvitto/", views.receipt, name="receipt"),
    path("arenden/<int:case_id>/ansokan/", views.application, name="application"),
]

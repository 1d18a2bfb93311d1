from django.urls import path

from applications.submissions.views import handed_in, handing_in

app_name = "submissions"

urlpatterns = [
    path("ansokningar/<int:case_id>/lamna-in/", handing_in.check, name="check"),
    path("ansokningar/<int:case_id>/kvitto/", handed_in.receipt, name="receipt"),
    path("arenden/<int:case_id>/ansokan/", handed_in.application, name="application"),
]

from django.urls import path

from applications.reviews.views import assessing, completeness

app_name = "reviews"

urlpatterns = [
    path("<int:case_id>/formell-granskning/", completeness.check, name="check"),
    path("<int:case_id>/bedomning/", assessing.assess, name="assess"),
]

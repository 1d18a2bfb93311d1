from django.urls import path

from applications.reviews.views import agreeing, assessing, completeness, due, noting, table

app_name = "reviews"

urlpatterns = [
    path("bedomningar/", table.table, name="table"),
    path("<int:case_id>/formell-granskning/", completeness.check, name="check"),
    path("<int:case_id>/formell-granskning/komplettering/", completeness.ask, name="ask"),
    path("<int:case_id>/bedomning/", assessing.assess, name="assess"),
    path("<int:case_id>/bedomning/spara/", assessing.autosave, name="autosave"),
    path("<int:case_id>/bedomning/sista-dag/", due.assessment_day, name="day"),
    path("<int:case_id>/bedomning/gemensam/", agreeing.agree, name="agree"),
    path("<int:case_id>/anteckningar/", noting.notes, name="notes"),
]

from django.urls import path

from applications.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.start, name="start"),
    path("ansokningar/", views.region_cases, name="region_cases"),
    path("ansokningar/<int:case_id>/arende/", views.region_case, name="region_case"),
    path("arbetslista/", views.work_list, name="work_list"),
    path("arbetslista/arenden.csv", views.work_list_csv, name="work_list_csv"),
    path("arbetslista/arenden.xlsx", views.work_list_xlsx, name="work_list_xlsx"),
    path("arenden/<int:case_id>/", views.case_overview, name="case"),
    path("arenden/<int:case_id>/handlingar/", views.case_documents, name="documents"),
    path("arenden/<int:case_id>/historik/", views.case_history, name="history"),
]

from django.urls import path

from applications.drafting import views

app_name = "drafting"

urlpatterns = [
    path("ny/<slug:slug>/", views.start, name="start"),
    path("<int:case_id>/", views.overview, name="overview"),
    path("<int:case_id>/namn/", views.rename, name="rename"),
    path("<int:case_id>/avsnitt/<slug:section_key>/", views.section, name="section"),
    path("<int:case_id>/bilagor/", views.add_attachment, name="add_attachment"),
    path("<int:case_id>/bilagor/<int:attachment_id>/ta-bort/", views.remove_attachment, name="remove_attachment"),
    path(
        "<int:case_id>/bilagor/<int:attachment_id>/lagg-tillbaka/", views.restore_attachment, name="restore_attachment"
    ),
]

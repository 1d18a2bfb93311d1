from django.urls import path

from applications.drafting.views import attachments, drafts, sections, versions, writing

app_name = "drafting"

urlpatterns = [
    path("ny/<slug:slug>/", drafts.start, name="start"),
    path("<int:case_id>/", drafts.overview, name="overview"),
    path("<int:case_id>/checklista/", drafts.checklist, name="checklist"),
    path("<int:case_id>/kopia/", drafts.copied, name="copied"),
    path("<int:case_id>/ta-bort/", drafts.discard, name="discard"),
    path("<int:case_id>/lagg-tillbaka/", drafts.restore, name="restore"),
    path("<int:case_id>/namn/", drafts.rename, name="rename"),
    path("<int:case_id>/avsnitt/<slug:section_key>/", sections.section, name="section"),
    path("<int:case_id>/avsnitt/<slug:section_key>/spara/", writing.autosave, name="autosave"),
    path("<int:case_id>/avsnitt/<slug:section_key>/lage/", writing.states, name="states"),
    path("<int:case_id>/avsnitt/<slug:section_key>/versioner/", versions.history, name="history"),
    path("<int:case_id>/avsnitt/<slug:section_key>/versioner/<int:number>/", versions.version, name="version"),
    path(
        "<int:case_id>/avsnitt/<slug:section_key>/versioner/<int:number>/ta-tillbaka/",
        versions.restore_version,
        name="restore_version",
    ),
    path("<int:case_id>/narvaro/", writing.who_is_here, name="presence"),
    path("<int:case_id>/bilagor/", attachments.add_attachment, name="add_attachment"),
    path(
        "<int:case_id>/bilagor/<int:attachment_id>/beskriv/",
        attachments.describe_attachment,
        name="describe_attachment",
    ),
    path("<int:case_id>/bilagor/<int:attachment_id>/ta-bort/", attachments.remove_attachment, name="remove_attachment"),
    path(
        "<int:case_id>/bilagor/<int:attachment_id>/lagg-tillbaka/",
        attachments.restore_attachment,
        name="restore_attachment",
    ),
]

from django.urls import path

from applications.records.views import appeals, case_files, disclosures, register

app_name = "records"

_case, _asked = "arenden/<int:case_id>/", "arenden/<int:case_id>/utlamnande/<int:disclosure_id>/"
_appeal = "arenden/<int:case_id>/overklaganden/<int:appeal_id>/"

urlpatterns = [
    path("diarium/", register.register, name="register"),
    path("diarium/csv/", register.register_file, name="register_file"),
    path(f"{_case}akt/", case_files.case_files, name="case_files"),
    path(f"{_case}akt/<int:case_file_id>/", case_files.download, name="download"),
    path(f"{_case}utlamnande/", disclosures.disclosures, name="disclosures"),
    path(_asked, disclosures.disclosure, name="disclosure"),
    path(f"{_asked}markera/", disclosures.mark_parts, name="mark_parts"),
    path(f"{_asked}ord/", disclosures.mark_words, name="mark_words"),
    path(f"{_asked}bilaga/", disclosures.mark_file, name="mark_file"),
    path(f"{_asked}markeringar/<int:mark_id>/ta-bort/", disclosures.remove_mark, name="remove_mark"),
    path(f"{_asked}fil/", disclosures.order_copy, name="order_copy"),
    path(f"{_asked}beslut/", disclosures.decide, name="decide"),
    path(f"{_case}overklaganden/", appeals.appeals, name="appeals"),
    path(_appeal, appeals.appeal, name="appeal"),
    path(f"{_appeal}steg/", appeals.take_step, name="take_step"),
    path("ansokningar/<int:case_id>/overklaganden/<int:appeal_id>/", appeals.regions_appeal, name="regions_appeal"),
]

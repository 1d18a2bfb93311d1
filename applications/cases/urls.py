from django.urls import path

from applications.cases import views

app_name = "cases"

urlpatterns = [
    path("tilldela/", views.assign, name="assign"),
    path("vyer/", views.saved_views, name="saved_views"),
    path("vyer/spara/", views.save_view, name="save_view"),
    path("vyer/<int:view_id>/", views.rename_view, name="rename_view"),
    path("vyer/<int:view_id>/ta-bort/", views.remove_view, name="remove_view"),
    path("<int:case_id>/kontaktperson/", views.contact, name="contact"),
    path("<int:case_id>/ta/", views.take, name="take"),
    path("<int:case_id>/jav/", views.declare, name="declare"),
    path("<int:case_id>/jav/<int:declaration_id>/prova/", views.settle, name="settle"),
    path("<int:case_id>/handlaggare/", views.people, name="people"),
    path("<int:case_id>/handlaggare/be-om-bedomning/", views.assessors, name="assessors"),
    path("<int:case_id>/handlaggare/lamna-over/", views.hand_over, name="hand_over"),
]

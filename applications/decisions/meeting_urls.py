"""Meetings where decisions are made, their agendas and their minutes."""

from django.urls import path

from applications.decisions.views import meeting_items, meetings, minutes

app_name = "meetings"

urlpatterns = [
    path("", meetings.meetings, name="list"),
    path("nytt/", meetings.new, name="new"),
    path("<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("<int:meeting_id>/andra/", meetings.change, name="change"),
    path("<int:meeting_id>/stall-in/", meetings.cancel, name="cancel"),
    path("<int:meeting_id>/deltagare/", meetings.attendance, name="attendance"),
    path("<int:meeting_id>/dagordning/", meeting_items.add, name="agenda"),
    path("<int:meeting_id>/avsluta/", minutes.close, name="close"),
    path("<int:meeting_id>/protokoll/", minutes.minutes, name="minutes"),
    path("<int:meeting_id>/protokoll.pdf", minutes.pdf, name="minutes_pdf"),
    path("<int:meeting_id>/justera/", minutes.approve, name="approve"),
    path("paragraf/<int:item_id>/", meeting_items.item, name="item"),
    path("paragraf/<int:item_id>/ordna/", meeting_items.arrange, name="arrange"),
    path("paragraf/<int:item_id>/flytta/", meeting_items.move, name="move"),
    path("paragraf/<int:item_id>/ta-bort/", meeting_items.remove, name="remove"),
]

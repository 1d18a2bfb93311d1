"""Administration of the grounds of secrecy."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

import applications.records.actions
from applications.records.models import SecrecyGround
from portal.ui.admin import ActionAdmin


@admin.register(SecrecyGround)
class SecrecyGroundAdmin(ActionAdmin):
    list_display = ["text", "about", "position", "is_in_use"]
    fields = ["text", "about", "position", "is_in_use"]

    def save_model(self, request: HttpRequest, obj: SecrecyGround, form: ModelForm, change: bool) -> None:
        applications.records.actions.save_ground(ground=obj, by=request.user, at=timezone.now())

"""Administration of the site's texts."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

import portal.pages.actions
from portal.pages.models import Page
from portal.ui.admin import ActionAdmin


@admin.register(Page)
class PageAdmin(ActionAdmin):
    list_display = ["title", "slug", "changed_at"]
    fields = ["slug", "title", "body", "title_en", "body_en", "changed_at"]
    readonly_fields = ["slug", "changed_at"]

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        values = form.cleaned_data
        portal.pages.actions.change_page(
            page_id=obj.pk,
            title=values["title"],
            body=values["body"],
            title_en=values["title_en"],
            body_en=values["body_en"],
            by=request.user,
            at=timezone.now(),
        )

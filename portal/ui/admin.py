"""Django admin as the portal uses it: every change goes through an action."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

admin.site.site_header = admin.site.site_title = _("Regionala valideringsmedel: administration")
admin.site.index_title = _("Administration")


class ActionAdmin(admin.ModelAdmin):
    """An admin whose `save_model` calls an action; what the action refuses is told on the page. Nothing is deleted."""

    actions_on_bottom = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            self.refuse(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def refuse(self, request: HttpRequest, error: ValidationError) -> None:
        """Tell why an action did not do what was asked."""
        self.message_user(request, " ".join(error.messages), messages.ERROR)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

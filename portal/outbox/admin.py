from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import portal.outbox.actions
from portal.outbox.models import Job, Mail
from portal.outbox.querysets import DeliveryQuerySet


class DeliveryAdmin(admin.ModelAdmin):
    """Read-only, but for trying again what has failed."""

    actions = ["try_again"]
    list_filter = ["state"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.try_again")

    @admin.action(description=_("Försök igen"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, chosen: DeliveryQuerySet) -> None:
        at = timezone.now()
        number = sum(
            portal.outbox.actions.try_again(delivery=delivery, by=request.user, at=at) for delivery in chosen.failed()
        )
        if number:
            words = ngettext("%(number)d läggs i kön igen.", "%(number)d läggs i kön igen.", number)
            messages.success(request, words % {"number": number})
        else:
            messages.info(request, _("Inget av det du valde har misslyckats, så inget skickas igen."))


@admin.register(Mail)
class MailAdmin(DeliveryAdmin):
    list_display = ["created_at", "state", "last_error", "to", "subject", "attempts", "sent_in_doubt", "category"]
    list_filter = ["state", "category"]
    search_fields = ["to", "subject"]
    exclude = ["key", "body"]
    readonly_fields = ["message_id", "text"]

    @admin.display(description=_("text"))
    def text(self, mail: Mail) -> str:
        """The body, unless it holds a personal link: whoever reads that could use it."""
        return str(_("Visas inte: brevet kan ha en personlig länk.")) if mail.category in SECRET else mail.body


SECRET = {"account", "invitation"}


@admin.register(Job)
class JobAdmin(DeliveryAdmin):
    list_display = ["created_at", "state", "last_error", "task", "arguments", "attempts"]
    list_filter = ["state", "task"]

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
    """That a mail went, to whom and of which kind. Never what it says: it may be of a case that the reader is barred
    from, or hold a personal link.
    """

    list_display = ["created_at", "state", "last_error", "to", "category", "attempts", "sent_in_doubt"]
    list_filter = ["state", "category"]
    search_fields = ["to"]
    exclude = ["key", "subject", "body", "attachment", "attachment_name"]
    readonly_fields = ["message_id"]


@admin.register(Job)
class JobAdmin(DeliveryAdmin):
    list_display = ["created_at", "state", "last_error", "task", "arguments", "attempts"]
    list_filter = ["state", "task"]

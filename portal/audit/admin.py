from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The log can be read, never written."""

    list_display = ["at", "subject", "sequence", "event", "by"]
    list_select_related = ["by"]
    list_filter = ["event"]
    search_fields = ["subject"]
    date_hierarchy = "at"
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["subject", "sequence", "event", "at", "by", "content", "previous_hash", "hash"]
    readonly_fields = ["content"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """The log of what is looked after here. Who may read the rest, such as a case's, is for its own page to ask."""
        subjects = Q(pk__in=[])
        for model in filter(self.admin_site.is_registered, apps.get_models()):
            subjects |= Q(subject__startswith=f"{model._meta.label_lower}:")
        return super().get_queryset(request).filter(subjects)

    @admin.display(description=_("uppgifter"))
    def content(self, entry: AuditEntry) -> str:
        details = getattr(entry, "details", None)
        return "\n".join(f"{name}: {value}" for name, value in details.content.items()) if details else "–"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""Administration of regions and of who acts for them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import regions.actions
from portal.ui.admin import ActionAdmin
from regions.forms import AddMemberForm, EndMembershipForm
from regions.models import Membership, Region


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """The register comes from regions/data/regions.csv; only the website is kept here."""

    list_display = ["code", "name", "county", "org_number", "seat", "website"]
    search_fields = ["name", "county", "org_number"]
    readonly_fields = ["code", "name", "county", "iso_3166_2", "nuts3", "org_number", "seat"]
    fields = [*readonly_fields, "website"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class InForceFilter(admin.SimpleListFilter):
    title = _("gäller")
    parameter_name = "galler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ja", _("Gäller nu")), ("nej", _("Avslutade"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        return queryset.filter(ended_at__isnull=self.value() == "ja") if self.value() in ("ja", "nej") else queryset


@admin.register(Membership)
class MembershipAdmin(ActionAdmin):
    list_display = ["person", "region", "role", "started_at", "ended_at"]
    list_filter = [InForceFilter, "role", "region"]
    list_select_related = ["person", "region"]
    search_fields = ["person__name", "person__email", "region__name"]
    list_per_page = 50
    actions = ["end"]

    def get_form(self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=EndMembershipForm if change else AddMemberForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        if obj is None:
            return ["region", "email", "name", "role"]
        shown = ["person", "region", "role", "started_at", "ended_at"]
        return shown if obj.ended_at else [*shown, "end_now"]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return [] if obj is None else ["person", "region", "role", "started_at", "ended_at"]

    def save_model(self, request: HttpRequest, obj: Membership, form: ModelForm, change: bool) -> None:
        values, by, at = form.cleaned_data, request.user, timezone.now()
        if not change:
            made = regions.actions.add_member(
                region=values["region"], email=values["email"], name=values["name"], role=values["role"], by=by, at=at
            )
            obj.pk, obj.person = made.pk, made.person
        elif values.get("end_now"):
            regions.actions.end_membership(membership_id=obj.pk, by=by, at=at)

    @admin.action(description=_("Avsluta uppdragen nu"), permissions=["change"])
    def end(self, request: HttpRequest, memberships: QuerySet[Membership]) -> None:
        for membership in memberships:
            try:
                regions.actions.end_membership(membership_id=membership.pk, by=request.user, at=timezone.now())
            except ValidationError as error:
                self.refuse(request, error)
            else:
                self.message_user(request, _("Avslutat: %s.") % membership, messages.SUCCESS)

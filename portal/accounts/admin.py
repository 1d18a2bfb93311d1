"""Administration of people. Invited, given roles and deactivated through actions; never deleted, no passwords."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import portal.accounts.actions
from portal.accounts.forms import ChangePersonForm, InvitePersonForm
from portal.accounts.models import StaffRole, User
from portal.ui.admin import ActionAdmin


class RoleFilter(admin.SimpleListFilter):
    title = _("roll vid myndigheten")
    parameter_name = "roll"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(StaffRole.Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(staff_roles__role=self.value()) if self.value() else queryset


@admin.register(User)
class PersonAdmin(ActionAdmin):
    list_display = ["name", "email", "roles_in_words", "organisation", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["name", "email", "organisation"]
    ordering = ["name", "pk"]
    list_per_page = 50
    actions = ["invite_anew", "deactivate"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("staff_roles")

    @admin.display(description=_("roller vid myndigheten"))
    def roles_in_words(self, person: User) -> str:
        return ", ".join(str(role) for role in person.staff_roles.all()) or "–"

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=ChangePersonForm if change else InvitePersonForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ["email", "name", "organisation", "roles"]
        return ["email", "name", "organisation", "roles", "is_active", "created_at", "last_login"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [] if obj is None else ["email", "is_active", "created_at", "last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        values, by, at = form.cleaned_data, request.user, timezone.now()
        if change:
            person = User.objects.get(pk=obj.pk)
            portal.accounts.actions.change_person(
                person=person, name=values["name"], organisation=values["organisation"], by=by, at=at
            )
            portal.accounts.actions.set_roles(person=person, roles=values["roles"], by=by, at=at)
        else:
            invitation = portal.accounts.actions.invite_person(
                email=values["email"],
                name=values["name"],
                organisation=values["organisation"],
                roles=values["roles"],
                by=by,
                at=at,
            )
            obj.pk = invitation.person_id
            self.message_user(request, _("Inbjudan skickas till %s.") % obj.email, messages.SUCCESS)

    @admin.action(description=_("Skicka en ny inbjudan"), permissions=["change"])
    def invite_anew(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            self._try(
                request,
                portal.accounts.actions.invite_person,
                done=_("Inbjudan skickas till %s.") % person.email,
                email=person.email,
                name=person.name,
            )

    @admin.action(description=_("Stäng av: personen kan inte längre logga in"), permissions=["change"])
    def deactivate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            self._try(
                request,
                portal.accounts.actions.deactivate_person,
                done=_("%s kan inte längre logga in.") % person.name,
                person=person,
            )

    def _try(self, request: HttpRequest, action: Any, *, done: str, **values: Any) -> None:
        try:
            action(**values, by=request.user, at=timezone.now())
        except ValidationError as error:
            self.refuse(request, error)
        else:
            self.message_user(request, done, messages.SUCCESS)

"""Calls in Django admin: edited in one form, published by a button of their own, never deleted."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import applications.calls.actions
from applications.calls import forms, queries, rules
from applications.calls.deadline import last_minute
from applications.calls.history import history_with_changes
from applications.calls.models import (
    Call,
    CallYear,
    ChecklistItem,
    Criterion,
    LetterText,
    Outcome,
    Phrase,
    ReminderStep,
)
from portal.ui.numbers import kronor
from regions.models import Region

# Texts are low, so that a call with all its parts is no longer than it must be.
TEXTS: dict[type[models.Field], dict[str, Any]] = {
    models.TextField: {"form_class": forms.LinesField, "widget": AdminTextareaWidget(attrs={"rows": 5})}
}


class YearInline(admin.TabularInline):
    model = CallYear
    form = forms.YearForm
    formset = forms.YearFormSet
    extra = 0
    min_num = 1
    readonly_fields = ("granted",)


class CriterionInline(admin.StackedInline):
    model = Criterion
    formset = forms.CriterionFormSet
    extra = 0
    fields = (
        ("title", "title_en"),
        "key",
        ("weight", "max_score", "position"),
        ("guidance", "guidance_en"),
        ("levels", "judges"),
    )
    prepopulated_fields = {"key": ("title",)}
    formfield_overrides = TEXTS


class ChecklistInline(admin.StackedInline):
    model = ChecklistItem
    formset = forms.ChecklistFormSet
    classes = ("collapse",)
    extra = 0
    fields = ("text", ("key", "position"), ("fact", "sections"))
    prepopulated_fields = {"key": ("text",)}
    formfield_overrides = TEXTS


class ReminderStepInline(admin.TabularInline):
    model = ReminderStep
    classes = ("collapse",)
    extra = 0


class LetterTextInline(admin.StackedInline):
    model = LetterText
    formset = forms.LetterTextFormSet
    extra = 0
    max_num = len(Outcome)
    fields = ("outcome", ("legal_basis", "appeal"), "may_be_appealed", ("conditions", "closing"), "more")
    formfield_overrides = TEXTS


class PhraseInline(admin.StackedInline):
    """Phrases are turned off, never deleted: proposals say which of them they began from."""

    model = Phrase
    form = forms.PhraseForm
    formset = forms.PhraseFormSet
    classes = ("collapse",)
    extra = 0
    can_delete = False
    fields = ("text", "outcomes", "criterion", ("is_active", "position"))
    formfield_overrides = TEXTS


@admin.register(Call)
class CallAdmin(admin.ModelAdmin):
    form = forms.CallForm
    change_form_template = "calls/admin_change.html"
    list_display = ("title", "phase", "opens_at", "last_minute", "budget")
    search_fields = ("title", "slug")
    readonly_fields = ("published_at",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (YearInline, CriterionInline, ChecklistInline, ReminderStepInline, LetterTextInline, PhraseInline)
    formfield_overrides = TEXTS
    save_on_top = True
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "seen",
                    "title",
                    "title_en",
                    "slug",
                    "published_at",
                    ("opens_at", "closes_at"),
                    "grace_minutes",
                    "budget_total",
                )
            },
        ),
        (
            gettext_lazy("Projekt och sökande"),
            {
                "fields": (
                    ("project_earliest_start_on", "project_latest_end_on"),
                    "applications_per_region",
                    "eligible_regions",
                    ("decision_months", "may_ask_for_decision", "hears_before_refusal"),
                    ("answer_days", "unread_letter_days"),
                    "appeal_counts_from",
                )
            },
        ),
        (
            gettext_lazy("Texter"),
            {
                "fields": (
                    ("summary", "summary_en"),
                    ("body", "body_en"),
                    "contact",
                    ("late_instructions", "late_instructions_en"),
                )
            },
        ),
        (gettext_lazy("Formulär"), {"fields": ("form_definition",), "classes": ("collapse",)}),
    )

    @admin.display(description=gettext_lazy("läge"))
    def phase(self, call: Call) -> str:
        return str(call.phase_at(timezone.now()).label)

    @admin.display(description=gettext_lazy("sista stunden"), ordering="closes_at")
    def last_minute(self, call: Call) -> datetime:
        return call.last_minute

    @admin.display(description=gettext_lazy("budget"), ordering="budget_total")
    def budget(self, call: Call) -> str:
        return kronor(call.budget_total)

    # --- The form ---------------------------------------------------------------------------

    def get_readonly_fields(self, request: HttpRequest, obj: Call | None = None) -> tuple[str, ...]:
        """The address of a published call stands: people have linked to it."""
        return (*self.readonly_fields, "slug") if obj and obj.published_at else self.readonly_fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Call | None = None) -> dict[str, Any]:
        return {} if obj and obj.published_at else self.prepopulated_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new call is for all regions, and its form begins as that of the latest call."""
        latest = Call.objects.order_by("-opens_at").first()
        form = queries.newest_form(latest) if latest else None
        return {
            "eligible_regions": Region.objects.all(),
            "form_definition": form.definition if form else None,
            **super().get_changeform_initial_data(request),
        }

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Call | None:
        """The call; when it is about to be saved, locked, with what it said before."""
        call = super().get_object(request, object_id, from_field)
        if call is not None and request.method == "POST":
            call = applications.calls.actions.lock_call(call_id=call.pk)
            request.call_before = queries.call_snapshot(call)  # type: ignore[attr-defined]
        return call

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        now = timezone.now()
        definition = form.cleaned_data.get("form_definition")
        if definition is not None:
            applications.calls.actions.save_form_version(
                call=form.instance, definition=definition, by=request.user, at=now
            )
        applications.calls.actions.record_call_change(
            call=form.instance, before=getattr(request, "call_before", {}), by=request.user, at=now
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What an action refuses after the form's own checks is a message, and nothing is saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            self._tell(request, error)
            return redirect(request.get_full_path())

    def _tell(self, request: HttpRequest, error: ValidationError) -> None:
        for message in error.messages:
            self.message_user(request, message, messages.ERROR)

    # --- Publishing and history -------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        publish = self.admin_site.admin_view(self.publish_view)
        extend = self.admin_site.admin_view(self.extend_view)
        return [
            path("<int:call_id>/publicera/", publish, name="calls_call_publish"),
            path("<int:call_id>/forlang/", extend, name="calls_call_extend"),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, call_id: int) -> HttpResponse:
        """What is still missing, what publishing means, and the button that does it."""
        call = get_object_or_404(Call, pk=call_id)
        if not self.has_change_permission(request, call):
            raise PermissionDenied
        now = timezone.now()
        if request.method == "POST":
            try:
                applications.calls.actions.publish_call(call_id=call.pk, by=request.user, at=now)
            except ValidationError as error:
                self._tell(request, error)
                return redirect(request.path)
            self.message_user(request, _("Utlysningen är publicerad. Alla kan se den."), messages.SUCCESS)
            return redirect(reverse("admin:calls_call_change", args=[call.pk]))
        context = {
            "title": _("Publicera utlysningen"),
            "call": call,
            "faults": [fault.messages[0] for fault in applications.calls.actions.what_hinders_publishing(call, at=now)],
        }
        return self._page(request, "calls/admin_publish.html", context)

    def extend_view(self, request: HttpRequest, call_id: int) -> HttpResponse:
        """Longer time to apply: asked for, then shown with everyone who will be told, then done."""
        call = get_object_or_404(Call, pk=call_id)
        if not self.has_change_permission(request, call):
            raise PermissionDenied
        form = forms.ExtensionForm(request.POST or None, call=call)
        is_confirmed = "confirmed" in request.POST
        shows_outcome = form.is_valid() and self._try_extension(request, call, form, do_it=is_confirmed)
        if shows_outcome and is_confirmed:
            return redirect(request.path)
        context = {
            "title": _("Förläng ansökningstiden"),
            "call": call,
            "form": form,
            # What was typed stays on the page, also when it has become impossible meanwhile.
            "hindrances": [] if form.is_bound else rules.why_not_extend(call),
            "extension": self._extension_preview(call, form) if shows_outcome else None,
            "extensions": queries.extensions_of(call),
        }
        return self._page(request, "calls/admin_extend.html", context)

    def _try_extension(self, request: HttpRequest, call: Call, form: forms.ExtensionForm, *, do_it: bool) -> bool:
        """Extend, or only see whether it can be done; what is refused is put in the form."""
        now, asked = timezone.now(), form.cleaned_data
        try:
            if not do_it:
                applications.calls.actions.check_extension(call, asked["region"], asked["closes_at"], at=now)
                return True
            applications.calls.actions.extend_deadline(call_id=call.pk, **asked, by=request.user, at=now)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.message_user(request, _("Ansökningstiden är förlängd, och regionerna får veta det."), messages.SUCCESS)
        return True

    def _extension_preview(self, call: Call, form: forms.ExtensionForm) -> dict[str, Any]:
        region, closes_at = form.cleaned_data["region"], form.cleaned_data["closes_at"]
        concerned = queries.regions_concerned(call, region, closes_at)
        time = call.application_time_for(region.pk) if region else call.application_time
        return {
            "region": region,
            "was": time.last_minute,
            "becomes": last_minute(closes_at),
            "reason": form.cleaned_data["reason"],
            "regions": concerned,
            "people": queries.people_of(concerned),
        }

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The call's own log, not Django admin's."""
        call = super().get_object(request, object_id)
        if call is None:
            raise Http404
        context = {"title": _("Utlysningens historik"), "call": call, "history": history_with_changes(call)}
        return self._page(request, "calls/admin_history.html", context)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )

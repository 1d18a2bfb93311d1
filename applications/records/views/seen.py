"""What every page of records begins with: the case, for staff who may see it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from applications.cases.models import Case


def staff_case(request: HttpRequest, case_id: int) -> Case:
    """A case that was handed in, for staff who see it as such. Raises Http404."""
    return get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)


def refuse(form: Form, error: ValidationError) -> None:
    """Tell in the form why an action did not do what was asked: beside the field, where the form has it."""
    if hasattr(error, "error_dict") and not set(error.error_dict) <= set(form.fields):
        error = ValidationError(error.messages)
    form.add_error(None, error)


def frame(case: Case, **more: Any) -> dict[str, Any]:
    return {"case": case, "tab": "documents", **more}

"""Input of more than a line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LongTextField(forms.CharField):
    """A text with a limit that is said in words when it is passed.

    Without the attribute `maxlength`: by it browsers cut what is pasted and say nothing, and the rest would be gone.
    """

    widget = forms.Textarea
    default_error_messages = {"max_length": _("Texten är %(show_value)s tecken. Den får vara högst %(limit_value)s.")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

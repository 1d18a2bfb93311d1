"""Input of messages."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.correspondence.models import Message
from portal.ui.fields import LongTextField


class MessageForm(forms.Form):
    """A message, and the key that makes the same form sent twice one message."""

    text = LongTextField(
        label=_("Ditt meddelande"),
        help_text=_(
            "Meddelandet blir en handling i ärendet och går inte att ändra. Skriv inte känsliga personuppgifter."
        ),
        max_length=Message.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Skriv ditt meddelande."),
            "max_length": _("Meddelandet får vara högst 10 000 tecken. Dela upp det i flera."),
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": uuid.uuid4()})

    def clean(self) -> dict[str, Any]:
        """A key that was lost or mangled on the way is no reason to refuse what was written."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "key" in self.errors:
            del self.errors["key"]
        return {"key": uuid.uuid4(), **cleaned}

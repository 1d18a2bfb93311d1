"""Input of hearings."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.correspondence.forms import MessageForm
from applications.correspondence.models import MessageFile
from portal.files.fields import FilesField, FilesInput
from portal.files.kinds import ALLOWED_ENDINGS, KINDS
from portal.ui.fields import LongTextField
from portal.ui.numbers import file_size

DAY = {"required": _("Välj en sista dag."), "invalid": _("Skriv dagen som år-månad-dag, till exempel 2022-11-30.")}


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=DAY
    )


class WithFiles(MessageForm):
    """A message that files may go with."""

    uploads = FilesField(
        label=_("Filer att skicka med (frivilligt)"),
        required=False,
        widget=FilesInput(attrs={"class": "form-control", "accept": ",".join(ALLOWED_ENDINGS)}),
    )

    def __init__(self, data: QueryDict | None = None, files: Any = None) -> None:
        self._said_to_choose_again = False
        super().__init__(data, files)
        # In the language of the reader: a field of the class is made once, in the language of the process.
        self.fields["uploads"].help_text = gettext("Högst %(number)s filer, högst %(size)s var: %(kinds)s.") % {
            "number": MessageFile.MOST,
            "size": file_size(settings.UPLOAD_MAX_BYTES),
            "kinds": ", ".join(str(kind.label) for kind in KINDS.values()),
        }

    def add_error(self, field: str | None, error: Any) -> None:
        """A form that comes back has lost its files, as browsers have it: it says so, or it is sent without them."""
        super().add_error(field, error)
        chosen = self.files.getlist("uploads") if self.files else []
        if chosen and not self._said_to_choose_again:
            self._said_to_choose_again = True
            names = ", ".join(file.name or "" for file in chosen)
            super().add_error(
                "uploads", gettext("Välj filerna igen, de är inte sparade: %(names)s.") % {"names": names}
            )

    def clean_uploads(self) -> list[UploadedFile]:
        """Those that were chosen: a field that was left alone gives none."""
        return [file for file in self.cleaned_data["uploads"] if file]


class HearingForm(WithFiles):
    """The material, and the last day to answer."""

    due_on = _day_field(_("Sista dag att svara"))
    field_order = ["text", "uploads", "due_on"]

    def __init__(self, *args: Any, due_on: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("Vad ska regionen yttra sig över?")
        text.help_text = _(
            "Skriv allt av betydelse som regionen inte redan känner till, och vad det kan leda till. "
            "Texten blir en handling i ärendet och går inte att ändra."
        )
        text.error_messages["required"] = _("Skriv vad regionen ska yttra sig över.")
        text.widget.attrs["rows"] = 10
        self.initial["due_on"] = due_on


class HearingAnswerForm(WithFiles):
    """What the region answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Ert yttrande")
        self.fields["text"].error_messages |= {
            "required": _("Skriv ert yttrande. Står det i en fil räcker det att skriva det här."),
            "max_length": _(
                "Yttrandet får vara högst 10 000 tecken här. Skicka det längre som fil, och skriv det här."
            ),
        }


class MoveHearingForm(forms.Form):
    due_on = _day_field(_("Ny sista dag"))


class WaiveHearingForm(forms.Form):
    why = LongTextField(
        label=_("Varför är det uppenbart obehövligt att höra regionen?"),
        help_text=_("Till exempel att beslutet bara vilar på regionens egna uppgifter. Sparas i ärendets historik."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

"""Administration: who acts for a region."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from regions.models import Membership


class AddMemberForm(forms.ModelForm):
    """A person by e-mail address, who is invited when new."""

    email = forms.EmailField(label=_("E-postadress"), max_length=254)
    name = forms.CharField(
        label=_("Namn"), max_length=150, required=False, help_text=_("Behövs bara för den som är ny i portalen.")
    )

    class Meta:
        model = Membership
        fields = ["region", "role"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person = User.objects.filter(email__iexact=cleaned.get("email", "")).first()
        if cleaned.get("email") and person is None and not cleaned.get("name"):
            self.add_error("name", _("Personen är ny i portalen. Skriv namnet också."))
        held = Membership.objects.in_force().filter(
            person=person, region=cleaned.get("region"), role=cleaned.get("role", "")
        )
        if person and held.exists():
            self.add_error("role", ValidationError(_("Personen har redan den rollen i regionen.")))
        return cleaned


class EndMembershipForm(forms.ModelForm):
    """A role is never changed or deleted: it ends."""

    end_now = forms.BooleanField(
        label=_("Avsluta uppdraget nu"),
        required=False,
        help_text=_("Personen kan inte längre arbeta för regionen i den här rollen. Det som är gjort står kvar."),
    )

    class Meta:
        model = Membership
        fields: list[str] = []

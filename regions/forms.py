"""Administration: who acts for a region."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
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


class RolesForm(forms.Form):
    """What a person may do for their region. That something is chosen is the action's rule."""

    roles = forms.MultipleChoiceField(
        label=_("Roller"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj allt som personen ska få göra. Den som redigerar, lämnar in eller samordnar läser också."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = Membership.Role.choices  # type: ignore[attr-defined]


class InviteForm(RolesForm):
    """Somebody who is to work for the region. The action checks the address and the name."""

    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        help_text=_("Inbjudan går till den här adressen, och personen loggar sedan in med den."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv personens e-postadress.")},
    )
    name = forms.CharField(
        label=_("Namn"),
        max_length=150,
        required=False,
        help_text=_("Behövs bara för den som är ny i portalen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = ["email", "name", "roles"]


class SuccessorForm(forms.Form):
    """Who takes over what waits for one who leaves. That somebody is chosen is the action's rule."""

    successor = forms.ModelChoiceField(
        label=_("Vem tar över?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Välj en person"),
        help_text=_("Personen får ett mejl med det som väntar."),
    )

    def __init__(self, *args: Any, successors: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]


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

"""Signing in, choosing a password, one's own settings, and what administrators write about people."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import StaffRole, User

PASSWORD_HINT = _("Minst 12 tecken. Några ord i rad är lättare att minnas och svårare att gissa än ett kort lösenord.")
LABELS = {
    "login": _("E-postadress"),
    "email": _("E-postadress"),
    "password": _("Lösenord"),
    "oldpassword": _("Lösenord som du har nu"),
    "password1": _("Nytt lösenord"),
    "password2": _("Nytt lösenord, en gång till"),
}


class _InOurWords:
    """allauth's forms with our labels and hints, without placeholders that only say the label again."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = PASSWORD_HINT if name == "password1" else ""


class SignInForm(_InOurWords, allauth_forms.LoginForm):
    """E-mail and password."""


class ForgottenPasswordForm(_InOurWords, allauth_forms.ResetPasswordForm):
    """To which address the link shall go."""


class NewPasswordForm(_InOurWords, allauth_forms.ResetPasswordKeyForm):
    """The new password, behind the link in the mail."""


class OtherPasswordForm(_InOurWords, allauth_forms.ChangePasswordForm):
    """The old password and the new one, for who is signed in."""


class PasswordAgainForm(_InOurWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something sensitive."""


class AcceptInvitationForm(forms.Form):
    """The password that an invited person chooses, twice."""

    password1 = forms.CharField(
        label=_("Välj ett lösenord"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Lösenordet en gång till"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Lösenorden är inte lika. Skriv samma lösenord i båda fälten."))
        return cleaned


class SettingsForm(forms.ModelForm):
    """A person's own name and the language of mails to them."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"language": _("Språk")}
        help_texts = {
            "name": _("Så visas du för kollegor och i beslut."),
            "language": _("Gäller sidorna och de brev som vi skickar till dig. Beslut skrivs alltid på svenska."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "language": forms.RadioSelect}


class _RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Roller vid myndigheten"),
            choices=StaffRole.Role.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Lämna tomt för den som bara företräder en region; det läggs till under Uppdrag för regioner."),
        )


class InvitePersonForm(forms.ModelForm):
    """Administration: a person to invite, or to invite anew."""

    roles = _RolesField()

    class Meta:
        model = User
        fields = ["email", "name", "organisation"]

    def validate_unique(self) -> None:
        """An address that is known already is invited anew, unless its person can sign in."""
        person = User.objects.filter(email__iexact=self.cleaned_data.get("email", "")).first()
        if person and person.is_active:
            self.add_error("email", ValidationError(_("%(name)s kan redan logga in."), params={"name": person.name}))

    def validate_constraints(self) -> None:
        """The one constraint is that of the address: see validate_unique."""


class ChangePersonForm(forms.ModelForm):
    """Administration: a person's name, organisation and roles. Passwords are never set for somebody else."""

    roles = _RolesField()

    class Meta:
        model = User
        fields = ["name", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["roles"] = sorted(self.instance.roles)

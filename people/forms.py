"""What a person may change of the own account."""

import struct
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import ApiToken, Scope, User


class SignInForm(LoginForm):
    """The form of signing in, with a label that says what to type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")


class PreferencesForm(forms.ModelForm):
    """The language and the clock a person is spoken to in."""

    class Meta:
        model = User
        fields = ["language", "time_zone"]
        labels = {"language": _("Language of alerts and pages"), "time_zone": _("Your clock")}
        help_texts = {"time_zone": _("Shown first everywhere. Times you enter are on this clock.")}
        widgets = {"language": forms.RadioSelect, "time_zone": forms.RadioSelect}


class TokenForm(forms.Form):
    """A new API token: what it may do, and for how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What may it do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_("90 at most."),
        min_value=1,
        max_value=90,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "field-short", "inputmode": "numeric"}),
    )


class RevokeForm(forms.Form):
    """The token to end, one of the person's own."""

    token = forms.ModelChoiceField(queryset=ApiToken.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].queryset = ApiToken.objects.filter(user=user)  # type: ignore[attr-defined]


def _ask_for_code(form: forms.Form, label: Any) -> None:
    form.fields["code"].label = label
    form.fields["code"].widget = forms.TextInput(
        attrs={"class": "field-mid", "autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"}
    )


class FactorForm(AuthenticateForm):
    """The code with which a sign-in ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code"))


class FactorAgainForm(ReauthenticateForm):
    """The code with which a person confirms who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code"))


class FirstCodeForm(ActivateTOTPForm):
    """The code that shows that the app has the key; it counts once, as every other does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code that the app shows"))

    def clean_code(self) -> str:
        code: str = super().clean_code()
        # Under the name by which it is looked for when somebody signs in with it.
        mark = TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))
        if not mark._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


# What the library's parser raises for an answer that no device gave.
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


class KeyForm(AddWebAuthnForm):
    """The name of a passkey or security key, and what the device answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            raise
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class _KeyAnswer:
    """What a device answered to prove itself."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class KeyAnswerForm(_KeyAnswer, AuthenticateWebAuthnForm):
    """The key with which a sign-in ends."""


class KeyAgainForm(_KeyAnswer, ReauthenticateWebAuthnForm):
    """The key with which a person confirms who it is."""


class ConfirmForm(PasswordAgainForm):
    """The password with which a person confirms who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

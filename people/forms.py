"""What a person may change of the own account."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
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

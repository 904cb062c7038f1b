"""What an administrator says about a person, a post, or the end of something."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import ROLES_OF_A_SIDE, Clock, Role, Side, User
from people.strict import StrictForm
from people.text import clean_text

ROLES = [(role.value, role.label) for role in ROLES_OF_A_SIDE]


class Text(forms.CharField):
    """A line of text, stored as every other text is."""

    def clean(self, value: Any) -> Any:
        return clean_text(super().clean(value))


class NamedChoices(forms.ModelMultipleChoiceField):
    """Rows of the border, by their names in the reader's language."""

    def label_from_instance(self, row: Any) -> str:
        return str(row.name)


class PersonForm(StrictForm):
    """What a person of the side is called, is, and covers."""

    first_name = Text(label=_("First name"), max_length=150)
    last_name = Text(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254, help_text=_("Where a link to set a password goes.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    sectors = NamedChoices(
        label=_("Sectors"),
        queryset=None,
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The stretches of an officer or representative."),
    )
    districts = NamedChoices(
        label=_("Districts"),
        queryset=None,
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a local authority."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By relation: what a person covers belongs to an app that knows people, not the other way round.
        sectors, districts = by.sectors.model.objects, by.districts.model.objects
        covered: Any = self.fields["sectors"]
        covered.queryset = sectors.filter(border__sides=by.side_id).order_by("position", "code")
        covered = self.fields["districts"]
        covered.queryset = districts.filter(level=2, country=by.side_id, touches_border=True).order_by("code")

    @classmethod
    def of(cls, person: User, **kwargs: Any) -> "PersonForm":
        """Return the form as it stands for a person."""
        now = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "role": person.role,
            "sectors": list(person.sectors.values_list("code", flat=True)),
            "districts": list(person.districts.values_list("code", flat=True)),
        }
        return cls(initial=now, **kwargs)


class NewPersonForm(PersonForm):
    """A person to be made."""

    username = Text(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("What the person signs in with. It does not change later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Clock"), choices=Clock.choices, widget=forms.RadioSelect)
    mail = forms.BooleanField(label=_("Send a link to set the password, instead of showing one here"), required=False)

    field_order = (
        "username", "first_name", "last_name", "email", "role", "sectors", "districts", "language", "time_zone", "mail",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"language": by.language, "time_zone": by.time_zone, "role": Role.LIAISON})
        super().__init__(*args, by=by, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("mail") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("A link needs an address to go to."))
        return cleaned


class LostPhoneForm(StrictForm):
    """Whether the second factor was on the phone."""

    with_factor = forms.BooleanField(label=_("The second factor was on it: take it off too"), required=False)


class PasswordForm(StrictForm):
    """How the person gets a new password."""

    mail = forms.BooleanField(label=_("Send a link to set the password, instead of showing one here"), required=False)


class MoveForm(StrictForm):
    """The side a person is handed over to."""

    side = forms.ModelChoiceField(label=_("To the side"), queryset=Side.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides: Any = self.fields["side"]
        sides.queryset = Side.objects.exclude(pk=by.side_id).order_by("code")
        sides.label_from_instance = lambda side: side.name


class PostForm(StrictForm):
    """A post to be added."""

    name = Text(
        label=pgettext_lazy("record", "Name"),
        max_length=120,
        help_text=_("As your side writes it: an outpost, a unit, a commandant's office."),
    )


class SearchForm(forms.Form):
    """The words and the role by which a person is looked for."""

    q = forms.CharField(required=False, max_length=100)
    role = forms.ChoiceField(required=False, choices=[("", _("Every role")), *ROLES])
    active = forms.ChoiceField(
        required=False,
        choices=[("", _("Open and closed")), ("1", _("Open")), ("0", pgettext_lazy("accounts", "Closed"))],
    )

"""The questions of a new incident: their words, order and choices. What the answers mean is in forms.py."""

from decimal import Decimal
from typing import Any

from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    DateField,
    DateInput,
    DecimalField,
    Form,
    HiddenInput,
    IntegerField,
    MultipleChoiceField,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
    TimeField,
    TimeInput,
    TypedChoiceField,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents import codes
from incidents.codes import Cause, Crowd, Harm, LocationPrecision, Severity, Stoppage, TimePrecision
from people.models import Clock
from people.text import clean_text

MOST_LIKELY_CAUSES = (
    Cause.IRRIGATION_TURN,
    Cause.WATER_STRUCTURE,
    Cause.PASTURE_ACCESS,
    Cause.ROAD_BLOCKING,
    Cause.UNKNOWN,
)
MOST_LIKELY_FORMS = (
    codes.Form.VERBAL_DISPUTE,
    codes.Form.CROWD,
    codes.Form.BLOCKADE,
    codes.Form.STONE_THROWING,
    codes.Form.BRAWL,
    codes.Form.WEAPONS_READIED,
    codes.Form.WARNING_SHOTS,
)
LONGEST_AGO = 24 * 60


class WordsField(CharField):
    """Text in NFC, without controls or direction overrides."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class KilometreField(DecimalField):
    """A kilometre with a point or a comma."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def likely_first(choices: list[tuple[Any, Any]], likely: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Return choices with the likely ones before the others."""
    by_code = dict(choices)
    return [(code.value, by_code[code.value]) for code in likely] + [c for c in choices if c[0] not in likely]


def clock_choices(own: str) -> list[tuple[Any, Any]]:
    """Return both clocks, a reader's own first."""
    return sorted(Clock.choices, key=lambda choice: choice[0] != own)


def _levels() -> list[tuple[str, str]]:
    # Asked anew by each form: a label joined to its number is no longer lazy, and would keep one language for all.
    return [("", str(_("As proposed"))), *((str(code), f"{code}. {label}") for code, label in Severity.choices[1:])]


def short_field(**attrs: str) -> TextInput:
    """Return the field of a short number."""
    return TextInput(attrs={"class": "field field-short", "inputmode": "numeric", "autocomplete": "off", **attrs})


def date_field() -> DateInput:
    """Return the field of a date."""
    return DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d")


def time_field() -> TimeInput:
    """Return the field of a time of day."""
    return TimeInput(attrs={"type": "time", "class": "field"}, format="%H:%M")


DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S"]


def day_question(label: Any) -> DateField:
    """Return a question for a day, as a browser sends it or as people write it."""
    return DateField(label=label, required=False, input_formats=DATE_FORMATS, widget=date_field())


def hour_question(label: Any) -> TimeField:
    """Return a question for a time of day."""
    return TimeField(label=label, required=False, input_formats=TIME_FORMATS, widget=time_field())


class Questions(Form):
    """Seven questions, and more detail for who has the time."""

    use_required_attribute = False

    title = WordsField(
        label=_("What is happening"),
        help_text=_("In one line. The other side will not see these words."),
        max_length=200,
        widget=Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in one line what is happening")},
    )
    when = ChoiceField(
        label=_("When did it begin"),
        choices=[
            ("now", _("Just now")),
            ("ago", _("Some minutes ago")),
            ("exact", pgettext_lazy("choice", "Give the time")),
        ],
        widget=RadioSelect,
        error_messages={"required": _("Choose when it began")},
    )
    minutes_ago = IntegerField(
        label=_("Minutes ago"),
        required=False,
        min_value=1,
        max_value=LONGEST_AGO,
        widget=short_field(),
        error_messages={"invalid": _("Give a whole number of minutes")},
    )
    on_date = day_question(_("Date"))
    at_time = hour_question(_("Time"))

    place_by = ChoiceField(
        label=_("Where did it happen"),
        help_text=_("The place of the event, not your own place."),
        choices=[
            ("point", _("A point: map, GPS or coordinates")),
            ("place", _("A known place")),
            ("km", _("A kilometre mark of the line")),
            ("unknown", _("The place is unknown")),
        ],
        widget=RadioSelect,
        error_messages={"required": _("Say where it happened, or that the place is unknown")},
    )
    coordinates = CharField(
        label=_("Latitude and longitude"),
        help_text=_("Such as 39.94167, 70.49611 or 39°56'30\" N 70°29'46\" E"),
        required=False,
        max_length=100,
        widget=TextInput(attrs={"class": "field", "autocomplete": "off", "spellcheck": "false"}),
    )
    # Where the coordinates come from, as the page notes it, and the metres the device claims.
    coordinates_from = ChoiceField(
        choices=[("", ""), ("gps", "GPS"), ("pin", "pin")], required=False, widget=HiddenInput
    )
    gps_accuracy = IntegerField(required=False, min_value=0, max_value=100_000, widget=HiddenInput)
    place = ChoiceField(label=_("Known place"), required=False, widget=Select(attrs={"class": "field"}))
    km_line = ChoiceField(label=_("Line"), required=False, widget=Select(attrs={"class": "field"}))
    km_mark = KilometreField(
        label=_("Kilometre from its start"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=3,
        widget=short_field(inputmode="decimal"),
    )
    confirm_far = BooleanField(label=_("The place is right, it is far from the line"), required=False)

    cause = ChoiceField(
        label=_("Cause"),
        help_text=_("The main one. Others can be added below."),
        choices=likely_first(list(Cause.choices), MOST_LIKELY_CAUSES),
        widget=RadioSelect,
        error_messages={"required": _("Choose the main cause, or Not known")},
    )
    forms = MultipleChoiceField(
        label=_("What has happened so far"),
        help_text=_("Several may be true."),
        choices=likely_first(list(codes.Form.choices), MOST_LIKELY_FORMS),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose what has happened so far")},
    )
    crowd = ChoiceField(
        label=_("How many people"),
        choices=Crowd.choices,
        widget=RadioSelect,
        error_messages={"required": _("Choose how many people gathered")},
    )
    harm = ChoiceField(
        label=_("People harmed"),
        help_text=_("Only your side sees the number."),
        choices=Harm.choices,
        widget=RadioSelect,
        error_messages={"required": _("Choose whether people were harmed")},
    )

    raise_to = ChoiceField(
        label=_("Set a higher level"),
        choices=_levels,
        required=False,
        widget=RadioSelect,
    )
    severity_reason = WordsField(
        label=_("Why higher"),
        help_text=_("Only your side reads this."),
        required=False,
        max_length=2_000,
        widget=Textarea(attrs={"rows": 2}),
    )

    summary = WordsField(
        label=_("Description"),
        help_text=_("Only your side reads this until a representative releases it."),
        required=False,
        max_length=10_000,
        widget=Textarea(attrs={"rows": 4}),
    )
    stoppage = ChoiceField(
        label=_("How long was the road or water stopped"),
        choices=Stoppage.choices,
        required=False,
        widget=RadioSelect,
    )
    causes = MultipleChoiceField(
        label=_("Other causes"),
        choices=likely_first(list(Cause.choices), MOST_LIKELY_CAUSES[:-1]),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    until_date = day_question(_("Date it ended"))
    until_time = hour_question(_("Time it ended"))
    time_precision = ChoiceField(label=_("How exact is the time"), choices=TimePrecision.choices, required=False)
    clock = ChoiceField(
        label=_("On whose clock is the time given"),
        help_text=_("A date and time given above are read on this clock."),
        choices=Clock.choices,
        required=False,
    )
    location_precision = TypedChoiceField(
        label=_("How exact is the place"),
        choices=[("", pgettext_lazy("precision", "As found")), *LocationPrecision.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    exercise = BooleanField(label=_("This is an exercise, not a real incident"), required=False)

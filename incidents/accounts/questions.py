"""The questions of a side's account: their words, order and choices. What the answers mean is in account_forms.py."""

from typing import Any

from django.conf import settings
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    MultipleChoiceField,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
    TypedChoiceField,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents import codes
from incidents.codes import Cause, Crowd, Damage, Force, Harm, LocationPrecision, Measure, Stoppage, TimePrecision
from incidents.place_answers import PlaceAnswers
from incidents.questions import (
    MOST_LIKELY_CAUSES,
    MOST_LIKELY_FORMS,
    KilometreField,
    WordsField,
    day_question,
    hour_question,
    likely_first,
    short_field,
)
from people.models import Clock

NOT_STATED = pgettext_lazy("account", "Not stated")


def _words(*, rows: int, longest: int, **kwargs: Any) -> WordsField:
    return WordsField(required=False, max_length=longest, widget=Textarea(attrs={"rows": rows}), **kwargs)


def _line(*, longest: int, **kwargs: Any) -> WordsField:
    return WordsField(
        required=False,
        max_length=longest,
        widget=TextInput(attrs={"class": "field", "autocomplete": "off"}),
        **kwargs,
    )


def _one_of(choices: Any, **kwargs: Any) -> ChoiceField:
    """Return a question of one answer, which may be left not stated."""
    return ChoiceField(choices=[("", NOT_STATED), *choices], required=False, widget=RadioSelect, **kwargs)


def _several_of(choices: Any, **kwargs: Any) -> MultipleChoiceField:
    return MultipleChoiceField(choices=choices, required=False, widget=CheckboxSelectMultiple, **kwargs)


class AccountQuestions(PlaceAnswers):
    """What a side may say of an incident. Every question may be left: then the side is silent on it."""

    use_required_attribute = False

    title = _words(rows=2, longest=200, label=_("In one line"))
    summary = _words(rows=6, longest=10_000, label=_("What happened, in your side's words"))
    language = ChoiceField(
        label=_("Language of these words"),
        choices=[(code, name) for code, name in settings.LANGUAGES],
        widget=Select(attrs={"class": "field"}),
    )
    author_post = _line(
        longest=120,
        label=_("Post the account comes from"),
        help_text=_("As your side calls it. The other side reads the post, never your name."),
    )

    clock = ChoiceField(
        label=_("On whose clock are these times"),
        choices=Clock.choices,
        widget=RadioSelect,
        error_messages={"required": _("Say on whose clock the times are")},
    )
    on_date = day_question(_("Date it began"))
    at_time = hour_question(_("Time it began"))
    time_precision = ChoiceField(
        label=_("How exact is the time"),
        choices=TimePrecision.choices,
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    until_date = day_question(_("Date it ended"))
    until_time = hour_question(_("Time it ended"))
    known_date = day_question(_("Date your side came to know of it"))
    known_time = hour_question(_("Time your side came to know of it"))

    place_by = ChoiceField(
        label=_("Where did it happen"),
        choices=[
            ("", NOT_STATED),
            ("signal", _("The same place as in the signal")),
            ("point", _("A point by its coordinates")),
            ("place", _("A known place")),
            ("km", _("A kilometre mark of the line")),
        ],
        required=False,
        widget=RadioSelect,
    )
    coordinates = CharField(
        label=_("Latitude and longitude"),
        help_text=_("Such as 39.94167, 70.49611 or 39°56'30\" N 70°29'46\" E"),
        required=False,
        max_length=100,
        widget=TextInput(attrs={"class": "field", "autocomplete": "off", "spellcheck": "false"}),
    )
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
    location_precision = TypedChoiceField(
        label=_("How exact is the place"),
        choices=[("", pgettext_lazy("precision", "As found")), *LocationPrecision.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    place_text = _line(longest=200, label=_("Place, in words"))
    map_relied_on = _line(
        longest=200,
        label=_("Map or document relied on"),
        help_text=_("By which your side reckons the place, with its scale and year."),
    )

    cause = _one_of(likely_first(list(Cause.choices), MOST_LIKELY_CAUSES[:-1]), label=_("Main cause"))
    causes = _several_of(
        likely_first([each for each in Cause.choices if each[0] != Cause.UNKNOWN], MOST_LIKELY_CAUSES[:-1]),
        label=_("Other causes"),
    )
    first_action_by = _one_of((), label=_("Who acted first"))
    first_action = _words(rows=2, longest=500, label=_("What the first action was"))
    forms = _several_of(
        likely_first(list(codes.Form.choices), MOST_LIKELY_FORMS),
        label=_("What happened"),
        help_text=_("Several may be true."),
    )
    crowd = _one_of([each for each in Crowd.choices if each[0] != Crowd.UNKNOWN], label=_("How many people"))
    stoppage = ChoiceField(
        label=_("How long was the road or water stopped"),
        choices=Stoppage.choices,
        required=False,
        widget=RadioSelect,
    )
    forces = _several_of(
        Force.choices,
        label=_("Forces and means there"),
        help_text=_("Of either side, as your side saw them."),
    )
    forces_note = _words(rows=2, longest=2_000, label=_("Whose, how many, where"))

    harm = ChoiceField(
        label=_("In short, as first reported"),
        choices=Harm.choices,
        required=False,
        widget=RadioSelect,
    )
    damage = _several_of(Damage.choices, label=_("Damaged or taken"))
    damage_note = _words(rows=2, longest=2_000, label=_("What, whose, how much"))
    measures = _several_of(Measure.choices, label=_("What your side did to localise it"))
    measures_note = _words(rows=2, longest=2_000, label=_("When, and with whom"))

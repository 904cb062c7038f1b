"""The input of a side's account. What is not named here is the server's, and sending it is a 400."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from incidents.accounts.forms import first_action_choices
from incidents.accounts.rows import MOST_PEOPLE, MOST_ROWS
from incidents.api.fields import OffsetDateTimeField, PointField, TextField
from incidents.codes import (
    CasualtyCategory,
    CasualtyStatus,
    Cause,
    Credibility,
    Crowd,
    Damage,
    Force,
    Form,
    Harm,
    LocationPrecision,
    Measure,
    Reliability,
    SourceKind,
    Stoppage,
    TimePrecision,
)
from people.models import Clock
from people.strict import StrictSerializer

LANGUAGES = ["ru", "tg", "ky", "en"]


class NumberField(serializers.IntegerField):
    """A whole number of people: 3, not "3" and not true."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_PEOPLE, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            raise serializers.ValidationError(_("Give a whole number."))
        return int(super().to_internal_value(data))


def _text(longest: int, **kwargs: Any) -> TextField:
    return TextField(max_length=longest, required=False, allow_blank=True, **kwargs)


def _code(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices.choices, required=False, allow_blank=True)


def _codes(choices: Any) -> serializers.ListField:
    child = serializers.ChoiceField(choices=choices.choices)
    return serializers.ListField(child=child, max_length=len(choices.values), required=False)


class CasualtyInput(StrictSerializer):
    """A number of people, as one author gives it. `low` and `high` default to `best`."""

    people_side = serializers.CharField(
        max_length=2, required=False, allow_null=True, help_text="Whose people; null is not known."
    )
    status = serializers.ChoiceField(choices=CasualtyStatus.choices)
    category = serializers.ChoiceField(choices=CasualtyCategory.choices, required=False)
    best = NumberField()
    low = NumberField(required=False)
    high = NumberField(required=False)
    author = TextField(max_length=200)
    as_of = serializers.DateField(required=False, allow_null=True)

    def validate_people_side(self, value: str | None) -> str | None:
        if value is not None and value not in {side.pk for side in self.context["sides"]}:
            raise serializers.ValidationError(_("This is not a side of this border."))
        return value

    def validate_as_of(self, value: Any) -> Any:
        if value is not None and (value - timezone.now().date()).days > 1:
            raise serializers.ValidationError(_("This day is in the future."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        best = attrs["best"]
        low, high = attrs.setdefault("low", best), attrs.setdefault("high", best)
        if low > best:
            raise serializers.ValidationError({"low": [_("“At least” is above the number itself")]})
        if high < best:
            raise serializers.ValidationError({"high": [_("“At most” is below the number itself")]})
        return {
            **{name: value for name, value in attrs.items() if name != "people_side"},
            "people_side_id": attrs.get("people_side"),
            "category": attrs.get("category", CasualtyCategory.UNKNOWN),
        }


class SourceInput(StrictSerializer):
    """Where a statement comes from. The source and what it says are graded apart."""

    kind = serializers.ChoiceField(choices=SourceKind.choices)
    name = TextField(max_length=200)
    reference = serializers.URLField(max_length=500, required=False, allow_blank=True)
    licence = _text(200)
    reliability = _code(Reliability)
    credibility = serializers.ChoiceField(choices=Credibility.choices, required=False, allow_null=True)
    independence_group = _text(40, help_text="The same for sources that draw on each other: they count once.")
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, allow_blank=True)
    quote = _text(2_000)

    def validate_reference(self, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise serializers.ValidationError(_("Give a link that begins with https://"))
        return value


class AccountInput(StrictSerializer):
    """What a side says of an incident. What is not named stays; empty or null, the side is silent on it.

    `casualties` and `sources`, where named, replace the rows there are.
    """

    title = _text(200)
    summary = _text(10_000)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    author_post = _text(120, help_text="The post the account comes from, as the side calls it.")
    occurred_at = OffsetDateTimeField(required=False, allow_null=True)
    occurred_until = OffsetDateTimeField(required=False, allow_null=True)
    time_precision = _code(TimePrecision)
    clock = _code(Clock)
    known_at = OffsetDateTimeField(required=False, allow_null=True)
    location = PointField(required=False, allow_null=True)
    location_precision = serializers.ChoiceField(choices=LocationPrecision.choices, required=False, allow_null=True)
    location_unknown = serializers.BooleanField(required=False)
    place = serializers.CharField(max_length=60, required=False)
    place_text = _text(200)
    map_relied_on = _text(200)
    confirm_far = serializers.BooleanField(required=False)
    cause = _code(Cause)
    causes = _codes(Cause)
    first_action_by = serializers.CharField(
        max_length=8, required=False, allow_blank=True, help_text="A side's code, both, third or unknown."
    )
    first_action = _text(500)
    forms = _codes(Form)
    crowd = _code(Crowd)
    forces = _codes(Force)
    forces_note = _text(2_000)
    damage = _codes(Damage)
    damage_note = _text(2_000)
    measures = _codes(Measure)
    measures_note = _text(2_000)
    harm = serializers.ChoiceField(choices=Harm.choices, required=False)
    stoppage = serializers.ChoiceField(choices=Stoppage.choices, required=False)
    severity_reason = _text(2_000)
    # The stubs do not know that `many` makes a list.
    casualties = CasualtyInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    sources = SourceInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]

    def validate_first_action_by(self, value: str) -> str:
        if value and value not in dict(first_action_choices(self.context["sides"])):
            raise serializers.ValidationError(_("Give a side's code, both, third or unknown."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # A point taken back is a place not stated.
        if "location" in attrs and attrs["location"] is None:
            del attrs["location"]
            attrs.setdefault("location_unknown", "place" not in attrs)
        if attrs.get("location_unknown") and (attrs.get("location") or attrs.get("place")):
            raise serializers.ValidationError({"location_unknown": [_("The place is given and said to be unknown.")]})
        return attrs

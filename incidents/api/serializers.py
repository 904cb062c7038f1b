"""The input of an incident. What is not named here is the server's, and sending it is a 400."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from incidents.api.fields import OffsetDateTimeField, PointField, TextField
from incidents.codes import Cause, Crowd, Form, LocationPrecision, Origin, Severity, TimePrecision, Visibility
from people.models import Clock
from people.strict import StrictSerializer


class _Facts(StrictSerializer):
    """What a client may say of an incident, at its creation and later."""

    title = TextField(max_length=200)
    occurred_at = OffsetDateTimeField()
    occurred_until = OffsetDateTimeField(required=False, allow_null=True)
    time_precision = serializers.ChoiceField(choices=TimePrecision.choices, required=False)
    clock = serializers.ChoiceField(choices=Clock.choices, required=False)
    severity = serializers.ChoiceField(choices=Severity.choices)
    severity_reason = TextField(max_length=2_000, required=False, allow_blank=True)
    cause = serializers.ChoiceField(choices=Cause.choices)
    causes = serializers.ListField(child=serializers.ChoiceField(choices=Cause.choices), max_length=22, required=False)
    forms = serializers.ListField(child=serializers.ChoiceField(choices=Form.choices), max_length=17, required=False)
    crowd = serializers.ChoiceField(choices=Crowd.choices, required=False)
    location = PointField(required=False)
    location_precision = serializers.ChoiceField(choices=LocationPrecision.choices, required=False)
    location_unknown = serializers.BooleanField(required=False)
    place = serializers.CharField(max_length=60, required=False)
    confirm_far = serializers.BooleanField(required=False)
    summary = TextField(max_length=10_000, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=["ru", "tg", "ky", "en"], required=False)

    def validate_severity(self, value: Any) -> int:
        # 3, not "3" and not true: a number on the wire is a number.
        if type(self.initial_data.get("severity")) is not int:
            raise serializers.ValidationError(_("Give a number from 1 to 5."))
        return int(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("location_unknown") and (attrs.get("location") or attrs.get("place")):
            raise serializers.ValidationError({"location_unknown": [_("The place is given and said to be unknown.")]})
        return attrs


class NewIncidentSerializer(_Facts):
    """A new incident. One of `location`, `place` and `location_unknown` is required."""

    id = serializers.UUIDField(required=False)
    visibility = serializers.ChoiceField(choices=[Visibility.OWN, Visibility.BOTH], required=False)
    origin = serializers.ChoiceField(choices=[Origin.EXERCISE], required=False)

    def validate_id(self, value: Any) -> Any:
        # A version 7 UUID would tell when a draft was begun.
        if value.version != 4:
            raise serializers.ValidationError(_("Give a UUID of version 4."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if not (attrs.get("location") or attrs.get("place") or attrs.get("location_unknown")):
            raise serializers.ValidationError({"location": [_("Give location, place, or location_unknown: true.")]})
        return attrs


class IncidentChangesSerializer(_Facts):
    """Changes to an incident; what is not named stays as it is. Used with `partial=True`."""


class NothingSerializer(StrictSerializer):
    """A verb that takes no words: whatever is sent with it is a 400."""


class ReasonSerializer(StrictSerializer):
    """Why a verb is done; kept in the thread."""

    reason = TextField(max_length=2_000)


class WidenSerializer(StrictSerializer):
    """To whom an incident is opened."""

    visibility = serializers.ChoiceField(choices=[Visibility.LOCAL, Visibility.PUBLIC])

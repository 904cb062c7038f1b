"""Fields that take nothing on trust: offsets, points, text."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.codes import Visibility
from people.text import clean_text
from segments.validation import valid_geojson_point

# What a side opens to nobody else, or to the other side as well.
OWN_OR_BOTH = [(code.value, code.label) for code in (Visibility.OWN, Visibility.BOTH)]


@extend_schema_field({"type": "string", "format": "date-time"})
class OffsetDateTimeField(serializers.Field):
    """A time with its offset; the offset fixes the instant."""

    def to_internal_value(self, data: Any) -> datetime:
        moment = None
        if isinstance(data, str):
            try:
                moment = parse_datetime(data)
                if moment is not None and moment.tzinfo is not None:
                    moment.timestamp()
            except (ValueError, OverflowError):
                moment = None
        if moment is None or moment.tzinfo is None:
            raise serializers.ValidationError(_("Give a time with its offset, such as 2026-05-03T12:10:00+06:00."))
        return moment

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


@extend_schema_field(
    {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": ["Point"]},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        },
        "additionalProperties": False,
    }
)
class PointField(serializers.Field):
    """A GeoJSON Point in WGS84, inside the operating region; nothing is repaired or reprojected."""

    def to_internal_value(self, data: Any) -> tuple[float, float]:
        try:
            return valid_geojson_point(data)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, value: tuple[float, float]) -> dict[str, Any]:
        return {"type": "Point", "coordinates": list(value)}


class TextField(serializers.CharField):
    """Text in NFC, without controls or direction overrides."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give text."))
        try:
            return super().to_internal_value(clean_text(data))
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class UUID4Field(serializers.UUIDField):
    """The id of a new record, made by the client."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        # A version 7 UUID would tell when it was begun.
        if value.version != 4:
            raise serializers.ValidationError(_("Give a UUID of version 4."))
        return value

"""What the OpenAPI document says of an incident; the bytes come from `incidents/reading.py`."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from incidents.api.fields import PointField
from incidents.codes import Cause, Crowd, Form, Origin, Severity, Status, TimePrecision, Visibility
from incidents.filters import PAGING, IncidentFilter
from people.models import Clock


class IncidentSchema(serializers.Serializer):
    """An incident on the wire: one vocabulary on every surface."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True, help_text="Drawn when first shared, such as BIT-2026-000143.")
    own_number = serializers.CharField(allow_null=True, help_text="The reader's own side's count.")
    title = serializers.CharField(help_text="The words of an open account, else composed from the codes.")
    occurred_at = serializers.DateTimeField()
    occurred_until = serializers.DateTimeField(allow_null=True)
    time_precision = serializers.ChoiceField(choices=TimePrecision.choices)
    clock = serializers.ChoiceField(choices=Clock.choices, help_text="Whose clock the time was stated on.")
    location = PointField(allow_null=True)
    location_precision = serializers.IntegerField(allow_null=True)
    place = serializers.CharField(allow_null=True)
    segment = serializers.CharField(allow_null=True)
    line = serializers.CharField(allow_null=True)
    sector = serializers.CharField(allow_null=True)
    km_mark = serializers.FloatField(allow_null=True, help_text="Measured km from the start of the line.")
    distance_m = serializers.FloatField(allow_null=True, help_text="Metres to a mapped line, unsigned.")
    severity = serializers.ChoiceField(choices=Severity.choices)
    cause = serializers.ChoiceField(choices=Cause.choices)
    causes = serializers.ListField(child=serializers.ChoiceField(choices=Cause.choices))
    forms = serializers.ListField(child=serializers.ChoiceField(choices=Form.choices))
    crowd = serializers.ChoiceField(choices=Crowd.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    side = serializers.CharField(allow_null=True, help_text="Reported by.")
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    origin = serializers.ChoiceField(choices=Origin.choices)
    is_aggregate = serializers.BooleanField(help_text="A source's sum over several places; not counted in figures.")
    summary = serializers.CharField(allow_null=True)
    language = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    allowed_actions = serializers.ListField(child=serializers.CharField())
    url = serializers.URLField()


class ListSchema(serializers.Serializer):
    """A page of incidents."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False, help_text="With count=1 only.")
    results = IncidentSchema(many=True)


EXAMPLE = OpenApiExample(
    "A water turn broken",
    request_only=True,
    value={
        "title": "Water turn at the Mastchoi canal broken",
        "occurred_at": "2026-05-03T11:10:00+05:00",
        "severity": 3,
        "cause": "irrigation_turn",
        "forms": ["crowd", "stone_throwing"],
        "crowd": "50_200",
        "location": {"type": "Point", "coordinates": [70.49611, 39.94167]},
        "location_precision": 2,
    },
)

FIGURE_PARAMETERS = [OpenApiParameter(name) for name in IncidentFilter.base_filters]
FILTER_PARAMETERS = [*FIGURE_PARAMETERS, *(OpenApiParameter(name) for name in sorted(PAGING))]

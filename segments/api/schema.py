"""What the OpenAPI document says of the geography; the answers come from `wire.py`."""

from rest_framework import serializers

from segments.models import DatePrecision, SegmentState

STATUS = [*SegmentState.choices, ("mixed", "Partly described")]


class _Page(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False, help_text="With count=1 only.")


class _Point(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Point"])
    coordinates = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class SegmentFigures(serializers.Serializer):
    """A segment's share of the ledger."""

    code = serializers.CharField()
    length_km = serializers.FloatField()
    defined_km = serializers.FloatField()
    undefined_km = serializers.FloatField()
    status = serializers.ChoiceField(choices=STATUS)


class SegmentStretch(serializers.Serializer):
    """Kilometres of a segment with one status."""

    segment = serializers.CharField()
    name = serializers.CharField()
    line = serializers.CharField()
    sector = serializers.CharField()
    from_km = serializers.FloatField()
    to_km = serializers.FloatField()
    status = serializers.ChoiceField(choices=SegmentState.choices)
    status_label = serializers.CharField()
    apportioned = serializers.BooleanField(help_text="The length was published, its position was not.")


class SegmentItem(serializers.Serializer):
    """A segment: measured kilometres from the start of its line, ledger kilometres as of the day."""

    code = serializers.CharField()
    name = serializers.CharField()
    line = serializers.CharField()
    sector = serializers.CharField()
    from_km = serializers.FloatField()
    to_km = serializers.FloatField()
    measured_km = serializers.FloatField()
    districts = serializers.ListField(child=serializers.CharField())
    length_km = serializers.FloatField(allow_null=True)
    defined_km = serializers.FloatField(allow_null=True)
    undefined_km = serializers.FloatField(allow_null=True)
    status = serializers.ChoiceField(choices=STATUS, allow_null=True)
    apportioned = serializers.BooleanField(allow_null=True)
    url = serializers.CharField()


class SegmentDetail(SegmentItem):
    """A segment with its stretches."""

    stretches = SegmentStretch(many=True)


class SegmentList(_Page):
    """A page of segments."""

    results = SegmentItem(many=True)


class Delimitation(serializers.Serializer):
    """The ledger of a day."""

    at = serializers.DateField()
    total_km = serializers.FloatField()
    defined_km = serializers.FloatField()
    undefined_km = serializers.FloatField()
    factor = serializers.FloatField(help_text="Ledger kilometres per measured kilometre.")
    basis = serializers.CharField()
    segments = SegmentFigures(many=True)
    sources = serializers.ListField(child=serializers.CharField())


class LengthClaimItem(serializers.Serializer):
    """A published figure: the words, and the number where they hold one."""

    date = serializers.CharField()
    date_precision = serializers.ChoiceField(choices=DatePrecision.choices)
    total = serializers.CharField(allow_null=True)
    total_km = serializers.FloatField(allow_null=True)
    defined = serializers.CharField(allow_null=True)
    defined_km = serializers.FloatField(allow_null=True)
    undefined = serializers.CharField(allow_null=True)
    undefined_km = serializers.FloatField(allow_null=True)
    segment = serializers.CharField(allow_null=True)
    protocol_reference = serializers.CharField(allow_null=True)
    event = serializers.CharField()
    source_name = serializers.CharField()
    source_ref = serializers.CharField()
    note = serializers.CharField(allow_null=True)


class LengthClaimList(_Page):
    """A page of published figures."""

    results = LengthClaimItem(many=True)


class Place(serializers.Serializer):
    """A known place."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    other_names = serializers.ListField(child=serializers.CharField())
    approximate = serializers.BooleanField()
    location = _Point()
    source = serializers.CharField()  # type: ignore[assignment]


class PlaceList(_Page):
    """A page of places."""

    results = Place(many=True)


class SectorItem(serializers.Serializer):
    """A sector."""

    code = serializers.CharField()
    name = serializers.CharField()
    border = serializers.CharField()
    segments = serializers.ListField(child=serializers.CharField())
    adjoining = serializers.ListField(child=serializers.CharField())


class SectorList(_Page):
    """A page of sectors."""

    results = SectorItem(many=True)

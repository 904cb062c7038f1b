"""`incidents/{id}/timeline/`: the thread of an incident."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents.api.accounts import read_of
from incidents.api.fields import OWN_OR_BOTH, OffsetDateTimeField, TextField, UUID4Field
from incidents.codes import Credibility, Reliability, Severity, Status, TimePrecision, Visibility
from incidents.errors import MayNot
from incidents.models import EntryKind, TimelineEntry
from incidents.models.timeline import WRITTEN
from incidents.reading import instant
from incidents.services import write_entry
from incidents.thread.course import Entry, course_of
from people.models import Role
from people.paging import page_of, page_size
from people.strict import StrictSerializer, refuse_unknown_parameters

WRITTEN_KINDS = [(kind.value, kind.label) for kind in WRITTEN]
PARAMETERS = [
    OpenApiParameter("incident", OpenApiTypes.UUID, "path"),
    OpenApiParameter("limit", int),
    OpenApiParameter("cursor", str),
]


class EntryInput(StrictSerializer):
    """A new entry. Who reads it is said each time; without `at` it took place now."""

    id = UUID4Field(required=False)
    kind = serializers.ChoiceField(choices=WRITTEN_KINDS)
    text = TextField(max_length=4_000)
    visibility = serializers.ChoiceField(choices=OWN_OR_BOTH)
    at = OffsetDateTimeField(required=False)
    precision = serializers.ChoiceField(choices=TimePrecision.choices, required=False)
    language = serializers.ChoiceField(choices=["ru", "tg", "ky", "en"], required=False)
    reliability = serializers.ChoiceField(choices=Reliability.choices, required=False)
    credibility = serializers.ChoiceField(choices=Credibility.choices, required=False)
    corrects = serializers.UUIDField(required=False)


class EntrySchema(serializers.Serializer[Any]):
    """One entry. Entries of both sides are numbered among themselves, the own side's own ones too."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    side = serializers.CharField(allow_null=True)
    post = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    at = serializers.DateTimeField()
    precision = serializers.ChoiceField(choices=TimePrecision.choices)
    recorded_at = serializers.DateTimeField()
    text = serializers.CharField()
    language = serializers.CharField(allow_null=True)
    reliability = serializers.ChoiceField(choices=Reliability.choices, allow_null=True)
    credibility = serializers.ChoiceField(choices=Credibility.choices, allow_null=True)
    corrects = serializers.UUIDField(allow_null=True)
    corrected_by = serializers.ListField(child=serializers.UUIDField())
    from_status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    to_status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    from_severity = serializers.ChoiceField(choices=Severity.choices, allow_null=True)
    to_severity = serializers.ChoiceField(choices=Severity.choices, allow_null=True)


class TimelineSchema(serializers.Serializer[Any]):
    """A page of the thread, latest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = EntrySchema(many=True)


def wire_entry(entry: Entry) -> dict[str, Any]:
    """Return an entry on the wire; the person stays the own side's, on its pages."""
    row = entry.row
    return {
        "id": str(row.pk),
        "number": entry.number,
        "kind": row.kind,
        "side": row.side_id,
        "post": row.post or None,
        "visibility": row.visibility,
        "at": instant(row.at),
        "precision": row.precision,
        "recorded_at": instant(row.recorded_at),
        "text": row.text,
        "language": row.language or None,
        "reliability": row.reliability or None,
        "credibility": row.credibility,
        "corrects": str(row.corrects_id) if entry.corrects else None,
        "corrected_by": [str(each.row.pk) for each in entry.corrections],
        "from_status": row.from_status or None,
        "to_status": row.to_status or None,
        "from_severity": row.from_severity,
        "to_severity": row.to_severity,
    }


class TimelineViewSet(ViewSet):
    """The thread of an incident: append-only."""

    scope = "incidents"

    @extend_schema(parameters=PARAMETERS, responses=TimelineSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List the entries that the one who asks may read, latest first, in keyset pages."""
        refuse_unknown_parameters(request._request, {"limit", "cursor"})
        read = read_of(request, incident)
        rows = TimelineEntry.objects.visible_to(read.reader).filter(incident=read.incident).only("pk", "at")
        page = page_of(rows, request._request, size=page_size(request._request), by="at")
        # A number counts all entries: the whole course is read, and one page of it shown.
        entries = {entry.row.pk: entry for entry in course_of(read.incident, read.reader)}
        return Response(
            {
                "next": request.build_absolute_uri("?" + page.next) if page.next else None,
                "previous": request.build_absolute_uri("?" + page.previous) if page.previous else None,
                "results": [wire_entry(entries[row.pk]) for row in page.rows],
            }
        )

    @extend_schema(parameters=PARAMETERS[:1], request=EntryInput, responses={201: EntrySchema, 200: EntrySchema})
    def create(self, request: Request, incident: str) -> Response:
        """Write an entry, for the own side or for both. The same id and body again answers 200 with what is there."""
        read = read_of(request, incident)
        if not read.may_write:
            raise MayNot(_("Your role does not write into the course of events."))
        given = EntryInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        if "corrects" in said:
            entries = TimelineEntry.objects.visible_to(read.reader).filter(incident=read.incident)
            said["corrects"] = entries.filter(pk=said["corrects"]).first()
            if said["corrects"] is None:
                raise ValidationError({"corrects": [_("This entry is not there.")]})
        written, is_new = write_entry(incident=read.incident, by=read.reader, **said)
        entry = next(each for each in course_of(read.incident, read.reader) if each.row.pk == written.pk)
        return Response(wire_entry(entry), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

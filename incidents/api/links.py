"""`incidents/{id}/links/`, `join/` and `similar/`: which incidents are the same, or belong together."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents.api.accounts import read_of
from incidents.api.fields import OWN_OR_BOTH, UUID4Field
from incidents.api.schema import IncidentSchema
from incidents.codes import LinkKind
from incidents.errors import MayNot
from incidents.joining.similar import Similar, similar_to
from incidents.models import Incident, IncidentLink
from incidents.reading import Reading, instant, wire
from incidents.services import end_link, join_incidents, link_incidents
from people.strict import StrictSerializer, refuse_unknown_parameters

INCIDENT = OpenApiParameter("incident", OpenApiTypes.UUID, "path")
IDS = [INCIDENT, OpenApiParameter("id", OpenApiTypes.UUID, "path")]


class LinkInput(StrictSerializer):
    """That this incident and another are the same, belong together or do not, as the own side sees it."""

    id = UUID4Field(required=False)
    to = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=LinkKind.choices)


class JoinInput(StrictSerializer):
    """The incident that this one is the same as."""

    id = UUID4Field(required=False)
    into = serializers.UUIDField()


class LinkSchema(serializers.Serializer[Any]):
    """One side's statement about two incidents; it holds until `ended_at`."""

    id = serializers.UUIDField()
    from_incident = serializers.UUIDField()
    to_incident = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=LinkKind.choices)
    side = serializers.CharField(help_text="Whose statement it is.")
    visibility = serializers.ChoiceField(choices=OWN_OR_BOTH)
    made_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class LinksSchema(serializers.Serializer[Any]):
    """Every link of an incident that the one who asks may know of, first made first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = LinkSchema(many=True)


class SimilarSchema(serializers.Serializer[Any]):
    """An incident that may be the same, with how far it is from this one."""

    incident = IncidentSchema()
    distance_m = serializers.IntegerField(allow_null=True, help_text="Null where a place is not known well enough.")
    apart_s = serializers.IntegerField(help_text="Seconds between the instants, or between the days stated.")


class SimilarListSchema(serializers.Serializer[Any]):
    """At most five, nearest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = SimilarSchema(many=True)


def wire_link(link: IncidentLink) -> dict[str, Any]:
    """Return a link on the wire."""
    return {
        "id": str(link.pk),
        "from_incident": str(link.from_incident_id),
        "to_incident": str(link.to_incident_id),
        "kind": link.kind,
        "side": link.side_id,
        "visibility": link.visibility,
        "made_at": instant(link.made_at),
        "ended_at": instant(link.ended_at),
    }


def wire_similar(one: Similar) -> dict[str, Any]:
    """Return an incident that may be the same on the wire."""
    return {
        "incident": wire(one.read),
        "distance_m": None if one.distance_m is None else round(one.distance_m),
        "apart_s": round(one.apart.total_seconds()),
    }


class LinkViewSet(ViewSet):
    """Which other incidents belong to one, as each side says."""

    scope = "incidents"
    lookup_value_regex = r"[0-9a-fA-F-]{36}"

    @extend_schema(parameters=[INCIDENT], responses=LinksSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List what the sides say of this incident and others; of the other side what it says to both."""
        refuse_unknown_parameters(request._request, set())
        links = links_of(read_of(request, incident))
        return Response({"next": None, "previous": None, "results": [wire_link(link) for link in links]})

    @extend_schema(parameters=[INCIDENT], request=LinkInput, responses={201: LinkSchema, 200: LinkSchema})
    def create(self, request: Request, incident: str) -> Response:
        """Say how this incident belongs to another. The same again answers 200 with what is there."""
        read = read_of(request, incident)
        _refuse_readers(read)
        given = LinkInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        other = read_of(request, str(said["to"]))
        link, is_new = link_incidents(
            incident=read.incident, to=other.incident, kind=said["kind"], by=read.reader, id=said.get("id")
        )
        return Response(wire_link(link), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(parameters=IDS, request=None, responses=LinkSchema)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, incident: str, pk: str) -> Response:
        """Take back what the own side said; what it joined is separated, and open again."""
        read = read_of(request, incident)
        link = next((link for link in links_of(read) if str(link.pk) == pk.lower()), None)
        if link is None:
            raise NotFound
        return Response(wire_link(end_link(link=link, by=read.reader)))


class JoinViewSet(ViewSet):
    """Joining an incident to another that reports the same event."""

    scope = "incidents"

    @extend_schema(parameters=[INCIDENT], request=JoinInput, responses={201: LinkSchema, 200: LinkSchema})
    def create(self, request: Request, incident: str) -> Response:
        """Join this incident to another, for the side that reported it. Nothing is overwritten."""
        read = read_of(request, incident)
        _refuse_readers(read)
        if read.incident.side_id != read.reader.side_id:
            raise MayNot(_("Only the side that reported an incident joins it to another."))
        given = JoinInput(data=request.data)
        given.is_valid(raise_exception=True)
        into = read_of(request, str(given.validated_data["into"]))
        link, is_new = join_incidents(
            incident=read.incident, into=into.incident, by=read.reader, id=given.validated_data.get("id")
        )
        return Response(wire_link(link), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class SimilarViewSet(ViewSet):
    """What may be the same incident."""

    scope = "incidents"

    @extend_schema(parameters=[INCIDENT], responses=SimilarListSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List incidents within 5 km and 48 hours, both precisions counted, of those the one who asks may know of."""
        refuse_unknown_parameters(request._request, set())
        found = similar_to(read_of(request, incident))
        return Response({"next": None, "previous": None, "results": [wire_similar(one) for one in found]})


def links_of(read: Reading) -> list[IncidentLink]:
    """Return every link whose both ends the reader may know of, ended ones too."""
    links = IncidentLink.objects.visible_to(read.reader).of(read.incident).order_by("made_at", "pk")
    ends = {pk for link in links for pk in (link.from_incident_id, link.to_incident_id)}
    seen: set[uuid.UUID] = set(
        Incident.objects.visible_to(read.reader).filter(pk__in=ends).values_list("pk", flat=True)
    )
    return [link for link in links if {link.from_incident_id, link.to_incident_id} <= seen]


def _refuse_readers(read: Reading) -> None:
    if not read.may_write:
        raise MayNot(_("Your role does not link incidents."))

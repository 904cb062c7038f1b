"""`incidents/{id}/attachments/`: the files of an incident."""

import uuid
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents.api.fields import TextField
from incidents.attachments.custody import custody_of, in_order_of_release
from incidents.attachments.form import LONGEST_NOTE
from incidents.attachments.served import file_response
from incidents.codes import Visibility
from incidents.models import Attachment, CustodyEntry, Incident
from incidents.models.attachment import CustodyKind, MediaType
from incidents.reach import writes_on
from incidents.reading import instant
from incidents.services.attachments import (
    add_attachment,
    read_attachment,
    release_attachment,
    withdraw_attachment,
)
from people.models import Role, User
from people.permissions import signed_in
from people.strict import StrictSerializer, refuse_unknown_parameters


class AnythingRenderer(JSONRenderer):
    """Lets a client ask for the kind of the file; what is wrong is told in JSON all the same."""

    media_type = "*/*"
    format = ""


class NewAttachmentSerializer(StrictSerializer):
    """A file, as multipart/form-data. Everything else about it is found out, or the server's."""

    file = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG or PDF, up to 10 MB.")
    note = TextField(max_length=LONGEST_NOTE, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = self.initial_data
        if isinstance(given, QueryDict) and any(len(values) > 1 for _name, values in given.lists()):
            raise serializers.ValidationError({"file": [_("Send one file, and each field once.")]})
        return attrs


class FoundSchema(serializers.Serializer):
    """What a photograph said of itself: a suggestion, kept from the other side."""

    taken_at = serializers.CharField(required=False, help_text="The camera's clock; no offset unless stated.")
    offset = serializers.CharField(required=False, help_text="Such as +05:00, where the camera wrote one.")
    latitude = serializers.FloatField(required=False)
    longitude = serializers.FloatField(required=False)


class CustodySchema(serializers.Serializer):
    """One step through people's hands, as far as the reader may know of it."""

    kind = serializers.ChoiceField(choices=CustodyKind.choices)
    at = serializers.DateTimeField()
    side = serializers.CharField(allow_null=True)
    post = serializers.ChoiceField(choices=Role.choices)


class AttachmentSchema(serializers.Serializer):
    """A file on the wire, without its bytes."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    side = serializers.CharField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    name = serializers.CharField()
    note = serializers.CharField()
    media_type = serializers.ChoiceField(choices=MediaType.choices)
    size = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of the bytes as they are kept and sent.")
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    pages = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True, help_text="Null for the other side's.")
    released_at = serializers.DateTimeField(allow_null=True)
    original_sha256 = serializers.CharField(allow_null=True, help_text="Of the bytes as they came; own side only.")
    found = FoundSchema(allow_null=True, help_text="Own side only.")
    custody = CustodySchema(many=True)


class AttachmentListSchema(serializers.Serializer):
    """All files of an incident that the reader may open: at most 50 of each side, so one page."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AttachmentSchema(many=True)


IDS = [OpenApiParameter("incident", OpenApiTypes.UUID, "path"), OpenApiParameter("id", OpenApiTypes.UUID, "path")]


class AttachmentViewSet(ViewSet):
    """Files, as the one who asks may open them."""

    scope = "incidents"
    parser_classes = [MultiPartParser]
    lookup_value_regex = r"[0-9a-fA-F-]{36}"

    def _incident(self, request: Request, incident: str) -> Incident:
        found = Incident.objects.visible_to(request.user).filter(pk=_uuid(incident)).first()
        if found is None:
            raise NotFound
        return found

    def _get(self, request: Request, incident: str, pk: str) -> Attachment:
        files = Attachment.objects.visible_to(request.user).filter(incident=self._incident(request, incident))
        attachment = files.filter(pk=_uuid(pk)).first()
        if attachment is None:
            raise NotFound
        return attachment

    @extend_schema(parameters=IDS[:1], responses=AttachmentListSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List the files of an incident, in the order of their release; what is not released, as it came."""
        refuse_unknown_parameters(request._request, set())
        files = Attachment.objects.visible_to(request.user).filter(incident=self._incident(request, incident))
        rows = in_order_of_release(files)
        return Response({"next": None, "previous": None, "results": _wires(rows, signed_in(request))})

    @extend_schema(
        parameters=IDS[:1],
        request={"multipart/form-data": NewAttachmentSerializer},
        responses={201: AttachmentSchema, 200: AttachmentSchema},
    )
    def create(self, request: Request, incident: str) -> Response:
        """Add a file to the own side's. The same bytes again answer 200 with what is there."""
        found, by = self._incident(request, incident), signed_in(request)
        if not writes_on(by, found):
            self.permission_denied(request, message=_("Your role does not add files."))
        given = NewAttachmentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data["file"]
        attachment, is_new = add_attachment(
            incident=found, by=by, name=sent.name, data=sent.read(), note=given.validated_data.get("note", "")
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        headers = {"Location": f"/api/v1/incidents/{found.pk}/attachments/{attachment.pk}/"} if is_new else {}
        return Response(_wires([attachment], by)[0], status=code, headers=headers)

    @extend_schema(parameters=IDS, responses=AttachmentSchema)
    def retrieve(self, request: Request, incident: str, pk: str) -> Response:
        """Read what is known of one file."""
        refuse_unknown_parameters(request._request, set())
        return Response(_wires([self._get(request, incident, pk)], signed_in(request))[0])

    @extend_schema(parameters=IDS, responses={(200, kind): OpenApiTypes.BINARY for kind in MediaType.values})
    @action(detail=True, renderer_classes=[AnythingRenderer])
    def content(self, request: Request, incident: str, pk: str) -> HttpResponse:
        """Send the bytes; that they were opened is noted in the reader's own side's log."""
        refuse_unknown_parameters(request._request, set())
        attachment = self._get(request, incident, pk)
        data = read_attachment(attachment=attachment, by=signed_in(request))
        return file_response(request._request, attachment, data)

    @extend_schema(parameters=IDS, request=None, responses=AttachmentSchema)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, incident: str, pk: str) -> Response:
        """Release a file to the other side, as a representative of its side."""
        attachment = release_attachment(attachment=self._get(request, incident, pk), by=signed_in(request))
        return Response(_wires([attachment], signed_in(request))[0])

    @extend_schema(parameters=IDS, request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, incident: str, pk: str) -> Response:
        """Take back a file that the other side has not got."""
        withdraw_attachment(attachment=self._get(request, incident, pk), by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _wires(rows: list[Attachment], reader: User) -> list[dict[str, Any]]:
    custody = custody_of(rows, reader)
    return [_wire(row, custody.get(row.pk, []), reader) for row in rows]


def _wire(row: Attachment, custody: list[CustodyEntry], reader: User) -> dict[str, Any]:
    is_own = reader.side_id is not None and row.side_id == reader.side_id
    received = next((entry for entry in custody if entry.kind == CustodyKind.RECEIVED), None)
    return {
        "id": str(row.pk),
        "incident": str(row.incident_id),
        "side": row.side_id,
        "visibility": row.visibility,
        "name": row.name,
        "note": row.note,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "width": row.width,
        "height": row.height,
        "pages": row.pages,
        "created_at": instant(row.created_at) if is_own else None,
        "released_at": instant(row.released_at),
        "original_sha256": received.original_sha256 if received else None,
        "found": received.found if received else None,
        "custody": [
            {"kind": entry.kind, "at": instant(entry.at), "side": entry.side_id, "post": entry.post}
            for entry in custody
        ],
    }


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error

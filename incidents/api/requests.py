"""`incidents/{id}/requests/`: what one side asks the other, and the answers."""

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
from incidents.api.fields import OffsetDateTimeField, TextField, UUID4Field
from incidents.errors import MayNot
from incidents.reading import Reading, instant
from incidents.requests.asked import Asked, asked_of, may_ask
from incidents.services import answer, ask
from people.models import Role
from people.strict import StrictSerializer, refuse_unknown_parameters

IDS = [OpenApiParameter("incident", OpenApiTypes.UUID, "path"), OpenApiParameter("id", OpenApiTypes.UUID, "path")]

LANGUAGES = ["ru", "tg", "ky", "en"]


class AskInput(StrictSerializer):
    """A question to the other side, and by when an answer is asked for."""

    id = UUID4Field(required=False)
    text = TextField(max_length=4_000)
    due_at = OffsetDateTimeField()
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class RequestAnswerInput(StrictSerializer):
    """An answer of the side that was asked."""

    id = UUID4Field(required=False)
    text = TextField(max_length=4_000)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class RequestAnswerSchema(serializers.Serializer[Any]):
    """What the side that was asked answered."""

    id = serializers.UUIDField()
    side = serializers.CharField()
    post = serializers.ChoiceField(choices=Role.choices)
    text = serializers.CharField()
    language = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class RequestSchema(serializers.Serializer[Any]):
    """A question with its answers."""

    id = serializers.UUIDField()
    side = serializers.CharField(help_text="Which side asks.")
    to_side = serializers.CharField()
    post = serializers.ChoiceField(choices=Role.choices)
    text = serializers.CharField()
    language = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    answers = RequestAnswerSchema(many=True)


class RequestsSchema(serializers.Serializer[Any]):
    """Every request of an incident: those without an answer first, by when they are due."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RequestSchema(many=True)


def wire_request(asked: Asked) -> dict[str, Any]:
    """Return a request with its answers on the wire."""
    row = asked.row
    return {
        "id": str(row.pk),
        "side": row.side_id,
        "to_side": row.to_side_id,
        "post": row.post,
        "text": row.text,
        "language": row.language or None,
        "at": instant(row.at),
        "due_at": instant(row.due_at),
        "answers": [
            {
                "id": str(each.row.pk),
                "side": each.row.side_id,
                "post": each.row.post,
                "text": each.row.text,
                "language": each.row.language or None,
                "at": instant(each.row.at),
            }
            for each in asked.answers
        ],
    }


class RequestViewSet(ViewSet):
    """Requests for information between the sides; both read them, nothing is taken back."""

    scope = "incidents"
    lookup_value_regex = r"[0-9a-fA-F-]{36}"

    @extend_schema(parameters=IDS[:1], responses=RequestsSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List what was asked and answered."""
        refuse_unknown_parameters(request._request, set())
        asked = asked_of(read_of(request, incident))
        return Response({"next": None, "previous": None, "results": [wire_request(each) for each in asked]})

    @extend_schema(parameters=IDS[:1], request=AskInput, responses={201: RequestSchema, 200: RequestSchema})
    def create(self, request: Request, incident: str) -> Response:
        """Ask the other side; its representatives are told. The same id and body again answers 200."""
        read = read_of(request, incident)
        if not may_ask(read):
            raise MayNot(_("This is not yours to ask."))
        given = AskInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked, is_new = ask(incident=read.incident, by=read.reader, **given.validated_data)
        return _answer(read, asked.pk, is_new=is_new)

    @extend_schema(parameters=IDS, request=RequestAnswerInput, responses={201: RequestSchema, 200: RequestSchema})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, incident: str, pk: str) -> Response:
        """Answer, as the side that was asked; the side that asked is told."""
        read = read_of(request, incident)
        asked = next((each for each in asked_of(read) if str(each.row.pk) == pk.lower()), None)
        if asked is None:
            raise NotFound
        if not asked.may_answer:
            raise MayNot(_("Only the side that was asked answers."))
        given = RequestAnswerInput(data=request.data)
        given.is_valid(raise_exception=True)
        _given, is_new = answer(request=asked.row, by=read.reader, **given.validated_data)
        return _answer(read, asked.row.pk, is_new=is_new)


def _answer(read: Reading, pk: Any, *, is_new: bool) -> Response:
    asked = next(each for each in asked_of(read) if each.row.pk == pk)
    return Response(wire_request(asked), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

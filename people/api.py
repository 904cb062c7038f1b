"""`me/` and `tokens/`: who I am, and the keys other systems use in my name."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from people.models import ApiToken, Scope, User
from people.permissions import SignedInWithScope, signed_in
from people.services import create_token, revoke_token
from people.strict import StrictSerializer


class NotByToken(BasePermission):
    """A token cannot make tokens, or a short-lived one would never end."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.auth is None


class MeSerializer(serializers.Serializer[User]):
    """The one who asks: side, role, language, clock and sectors."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField(source="get_full_name")
    side = serializers.CharField(source="side_id", allow_null=True)
    role = serializers.CharField()
    language = serializers.CharField()
    clock = serializers.CharField(source="time_zone")
    sectors = serializers.SerializerMethodField()

    def get_sectors(self, user: User) -> list[str]:
        return list(user.sectors.values_list("code", flat=True).order_by("code"))


class TokenInput(StrictSerializer):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices), min_length=1)
    days = serializers.IntegerField(min_value=1, max_value=90, default=90)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """One token, without its key."""

    class Meta:
        model = ApiToken
        fields = ["id", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]


class MadeTokenSchema(TokenSerializer):
    """A token just made, with its key."""

    key = serializers.CharField()

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "key"]


class TokenListSchema(serializers.Serializer[Any]):
    """The tokens of the one who asks."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = TokenSerializer(many=True)


class MeViewSet(ViewSet):
    """The one who asks."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def list(self, request: Request) -> Response:
        return Response(MeSerializer(signed_in(request)).data)


class TokenViewSet(ViewSet):
    """The tokens of the one who asks; the key is told once, in the answer to the create."""

    permission_classes = [SignedInWithScope, NotByToken]
    lookup_value_regex = r"[0-9]{1,18}"

    @extend_schema(operation_id="tokens_list", responses=TokenListSchema)
    def list(self, request: Request) -> Response:
        tokens = ApiToken.objects.filter(user=signed_in(request)).order_by("-created_at")[:200]
        return Response({"next": None, "previous": None, "results": TokenSerializer(tokens, many=True).data})

    @extend_schema(request=TokenInput, responses={201: MadeTokenSchema})
    def create(self, request: Request) -> Response:
        given = TokenInput(data=request.data)
        given.is_valid(raise_exception=True)
        life = timedelta(days=given.validated_data["days"])
        token, key = create_token(user=signed_in(request), scopes=given.validated_data["scopes"], life=life)
        return Response({**TokenSerializer(token).data, "key": key}, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[OpenApiParameter("id", int, "path")], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        token = ApiToken.objects.filter(user=signed_in(request), pk=int(pk), expires_at__gt=timezone.now()).first()
        if token is None:
            raise NotFound
        revoke_token(token=token)
        return Response(status=status.HTTP_204_NO_CONTENT)


routes = [("me", MeViewSet, "me"), ("tokens", TokenViewSet, "token")]

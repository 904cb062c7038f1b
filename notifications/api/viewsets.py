"""`alerts/` and `notifications/`: what was raised, what one was told, and answering it."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from notifications.api.serializers import (
    AlertSerializer,
    AlertWithToldSerializer,
    AnswerInput,
    NotificationSerializer,
)
from notifications.models import Alert, Notification, Via
from notifications.services import acknowledge
from notifications.told import told_when
from people.paging import page_of, page_size
from people.permissions import signed_in
from people.strict import refuse_unknown_parameters

UUID_PATTERN = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def _page(request: Request, queryset: Any, serializer: Any) -> Response:
    refuse_unknown_parameters(request._request, {"limit", "cursor", "count"})
    page = page_of(queryset, request._request, size=page_size(request._request), by="created_at")
    address = request.build_absolute_uri(request.path)
    body: dict[str, Any] = {
        "next": f"{address}?{page.next}" if page.next else None,
        "previous": f"{address}?{page.previous}" if page.previous else None,
        "results": serializer(page.rows, many=True).data,
    }
    if request.query_params.get("count") == "1":
        body["count"] = queryset.order_by().count()
    return Response(body)


class AlertViewSet(ViewSet):
    """Alerts the one who asks may know of."""

    scope = "alerts"
    lookup_value_regex = UUID_PATTERN
    # What the schema is made from.
    queryset = Alert.objects.none()

    @extend_schema(responses=AlertSerializer(many=True))
    def list(self, request: Request) -> Response:
        return _page(request, Alert.objects.visible_to(signed_in(request)), AlertSerializer)

    @extend_schema(responses=AlertWithToldSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        refuse_unknown_parameters(request._request, set())
        alert = Alert.objects.visible_to(signed_in(request)).filter(pk=uuid.UUID(pk)).first()
        if alert is None:
            raise NotFound
        return Response(AlertWithToldSerializer(alert, context={"told": told_when(alert.key)}).data)


class NotificationViewSet(ViewSet):
    """What the one who asks was told, on each channel."""

    scope = "alerts"
    lookup_value_regex = UUID_PATTERN
    queryset = Notification.objects.none()

    def _mine(self, request: Request) -> Any:
        return Notification.objects.of(signed_in(request)).prefetch_related("acknowledgements")

    def _get(self, request: Request, pk: str) -> Notification:
        found = self._mine(request).select_related("recipient").filter(pk=uuid.UUID(pk)).first()
        if found is None:
            raise NotFound
        return found

    @extend_schema(responses=NotificationSerializer(many=True))
    def list(self, request: Request) -> Response:
        return _page(request, self._mine(request), NotificationSerializer)

    @extend_schema(responses=NotificationSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        refuse_unknown_parameters(request._request, set())
        return Response(NotificationSerializer(self._get(request, pk)).data)

    @extend_schema(request=AnswerInput, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Answer: seen, going, on_site or cannot; each counts once."""
        notification = self._get(request, pk)
        given = AnswerInput(data=request.data)
        given.is_valid(raise_exception=True)
        acknowledge(notification=notification, via=Via.API, by=signed_in(request), **given.validated_data)
        return Response(NotificationSerializer(self._get(request, pk)).data)


routes = [("alerts", AlertViewSet, "alert"), ("notifications", NotificationViewSet, "notification")]

"""`incidents/`: list, create, read, change, and the verbs."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents.accounts.facts import comparison_of, joined_into
from incidents.api.comparison import ComparisonSchema, comparison_wire
from incidents.api.history import HistorySchema, step_wire
from incidents.api.schema import EXAMPLE, FILTER_PARAMETERS, IncidentSchema, ListSchema
from incidents.api.serializers import (
    IncidentChangesSerializer,
    NewIncidentSerializer,
    NothingSerializer,
    ReasonSerializer,
    WidenSerializer,
)
from incidents.errors import StaleVersion
from incidents.filters import PAGING, filtered
from incidents.history import history_of
from incidents.models import Account, Incident
from incidents.reading import Reading, feature, reading, readings, wire
from incidents.services import (
    acknowledge_incident,
    change_facts,
    close_incident,
    localise_incident,
    release_account,
    reopen_incident,
    report_incident,
    say_not_confirmed,
    submit_incident,
    widen_incident,
)
from people.paging import page_of, page_size
from people.permissions import signed_in
from people.strict import StrictSerializer, refuse_unknown_parameters

GEOJSON = "application/geo+json"


class GeoJSONRenderer(JSONRenderer):
    media_type = GEOJSON
    format = "geojson"


class VersionRequired(APIException):
    """A change must say which version it is based on."""

    status_code = 428
    default_code = "version_required"
    default_detail = _("Send If-Match with the ETag of the version you read.")


def tags_of(request: Request) -> set[str]:
    """Return the tags of `If-Match`; whatever compresses an answer weakens its tag, and the version is the same."""
    given = request.headers.get("If-Match", "").split(",")
    return {tag.strip().removeprefix("W/") for tag in given if tag.strip()} - {"*"}


class IncidentViewSet(ViewSet):
    """Incidents, as the one who asks may know of them."""

    scope = "incidents"
    renderer_classes = [JSONRenderer, GeoJSONRenderer]
    lookup_value_regex = r"[0-9a-fA-F-]{36}"

    def _visible(self, request: Request) -> Any:
        return Incident.objects.visible_to(request.user).for_reading()

    def _get(self, request: Request, pk: str) -> Reading:
        try:
            incident = self._visible(request).filter(pk=uuid.UUID(pk)).first()
        except ValueError:
            incident = None
        if incident is None:
            raise NotFound
        return reading(incident, request.user)

    def _answer(self, read: Reading, code: int = status.HTTP_200_OK) -> Response:
        headers = {"ETag": read.etag}
        if code == status.HTTP_201_CREATED:
            headers["Location"] = f"/api/v1/incidents/{read.incident.pk}/"
        return Response(wire(read), status=code, headers=headers)

    @extend_schema(parameters=FILTER_PARAMETERS, responses=ListSchema)
    def list(self, request: Request) -> Response:
        """List incidents, newest first, in keyset pages."""
        queryset, _found = filtered(request._request, self._visible(request), also=PAGING)
        as_geojson = self._wants_geojson(request)
        page = page_of(queryset, request._request, size=page_size(request._request), by="occurred_at")
        read = readings(page.rows, request.user)
        body: dict[str, Any] = {"type": "FeatureCollection"} if as_geojson else {}
        body["next"] = request.build_absolute_uri("?" + page.next) if page.next else None
        body["previous"] = request.build_absolute_uri("?" + page.previous) if page.previous else None
        if request.GET.get("count") == "1":
            body["count"] = queryset.count()
        body["features" if as_geojson else "results"] = [(feature if as_geojson else wire)(one) for one in read]
        return Response(body, content_type=GEOJSON if as_geojson else None)

    def _wants_geojson(self, request: Request) -> bool:
        format = request.GET.get("format", "")
        if format not in {"", "json", "geojson"}:
            raise ValidationError({"format": [_("Choose json or geojson.")]})
        if request.GET.get("count", "1") != "1":
            raise ValidationError({"count": [_("Say count=1, or leave it out.")]})
        return format == "geojson" or (not format and request.accepted_media_type == GEOJSON)

    @extend_schema(
        request=NewIncidentSerializer,
        responses={201: IncidentSchema, 200: IncidentSchema},
        examples=[EXAMPLE],
    )
    def create(self, request: Request) -> Response:
        """Log an incident. The same id and body again answers 200 with what is there."""
        if not signed_in(request).speaks_for_a_side:
            raise PermissionDenied(_("Your role does not log incidents."))
        given = NewIncidentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        incident, is_new = report_incident(by=signed_in(request), **given.validated_data)
        read = reading(self._visible(request).get(pk=incident.pk), request.user)
        return self._answer(read, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(responses=IncidentSchema)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one incident."""
        read = self._get(request, pk)
        if self._wants_geojson(request):
            return Response(feature(read), headers={"ETag": read.etag}, content_type=GEOJSON)
        return self._answer(read)

    @extend_schema(
        request=IncidentChangesSerializer,
        responses=IncidentSchema,
        parameters=[OpenApiParameter("If-Match", location="header", required=True)],
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change facts or words of the own side's report, based on the version named by `If-Match`."""
        read = self._get(request, pk)
        user = signed_in(request)
        if not (read.may_write and user.side_id == read.incident.side_id):
            raise PermissionDenied(_("Only the side that reported an incident changes its facts."))

        def check(incident: Incident, account: Account) -> None:
            _check_tags(request, incident, account)

        assert read.account is not None
        check(read.incident, read.account)
        given = IncidentChangesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        change_facts(incident=read.incident, by=user, check=check, **given.validated_data)
        return self._answer(self._get(request, pk))

    @extend_schema(responses=HistorySchema, operation_id="incidents_history")
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: str) -> Response:
        """Tell what became of it, newest first, as far as the reader may know."""
        refuse_unknown_parameters(request._request, set())
        steps = history_of(self._get(request, pk))
        return Response({"next": None, "previous": None, "results": [step_wire(step) for step in steps]})

    @extend_schema(request=None, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Send a draft to both sides."""
        submit_incident(incident=self._get(request, pk).incident, by=signed_in(request))
        return self._answer(self._get(request, pk))

    @extend_schema(request=None, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Acknowledge the signal, as a border representative of either side."""
        acknowledge_incident(incident=self._get(request, pk).incident, by=signed_in(request))
        return self._answer(self._get(request, pk))

    @extend_schema(
        request=None,
        responses=IncidentSchema,
        parameters=[OpenApiParameter("If-Match", location="header", required=True)],
    )
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Release the side's account to the other side, for good: the words that `If-Match` names."""
        read = self._get(request, pk)
        user = signed_in(request)
        if read.account is None or not read.is_own:
            raise PermissionDenied(_("Your side has no account of this incident."))
        # Who may not is told so before anything else; so the service asks for the tag itself.
        release_account(
            account=read.account, by=user, check=lambda standing: _check_tags(request, standing.incident, standing)
        )
        return self._answer(self._get(request, pk))

    def _verb(self, request: Request, pk: str, verb: Callable[..., Incident], given: StrictSerializer) -> Response:
        """Run a verb of the sides' representatives and answer the incident as it then is."""
        read, user = self._get(request, pk), signed_in(request)
        if not user.represents_a_side:
            raise PermissionDenied(_("Only a border representative does this."))
        given.is_valid(raise_exception=True)
        verb(incident=read.incident, by=user, **given.validated_data)
        return self._answer(self._get(request, pk))

    @extend_schema(request=None, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def localise(self, request: Request, pk: str) -> Response:
        """Confirm for the own side that it is localised; again after 60 minutes, that the other side is silent."""
        return self._verb(request, pk, localise_incident, NothingSerializer(data=request.data))

    @extend_schema(request=None, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it for the own side; with the other side's word it is closed by both."""
        return self._verb(request, pk, close_incident, NothingSerializer(data=request.data))

    @extend_schema(request=ReasonSerializer, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open it again under its number, within 30 days, with a reason."""
        return self._verb(request, pk, reopen_incident, ReasonSerializer(data=request.data))

    @extend_schema(request=ReasonSerializer, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def not_confirm(self, request: Request, pk: str) -> Response:
        """Say for the side that reported it that it was not confirmed, with a reason."""
        return self._verb(request, pk, say_not_confirmed, ReasonSerializer(data=request.data))

    @extend_schema(request=WidenSerializer, responses=IncidentSchema)
    @action(detail=True, methods=["post"])
    def widen(self, request: Request, pk: str) -> Response:
        """Open it to local authorities, or agree to open it to the public, which takes the word of both sides."""

        def verb(*, visibility: str, **given: Any) -> Incident:
            return widen_incident(to=visibility, **given)

        return self._verb(request, pk, verb, WidenSerializer(data=request.data))

    @extend_schema(responses=ComparisonSchema)
    @action(detail=True)
    def comparison(self, request: Request, pk: str) -> Response:
        """Compare the sides' accounts fact by fact, as far as the reader may read them."""
        refuse_unknown_parameters(request._request, set())
        read = self._get(request, pk)
        whole = joined_into(read)
        return Response(comparison_wire(comparison_of(reading(whole, request.user) if whole else read)))


def _check_tags(request: Request, incident: Incident, account: Account) -> None:
    """Refuse unless `If-Match` names the incident and the own side's account as they stand.

    :raises VersionRequired: if it names none.
    :raises StaleVersion: if it names another.
    """
    tags = tags_of(request)
    if not tags:
        raise VersionRequired
    current = Reading(incident, account, signed_in(request)).etag
    if current not in tags:
        raise StaleVersion(_("It changed since you read it. Read it again."), current)

"""`incidents/cells/` and `incidents/aggregate/`: what maps and charts draw, under the filters of the list."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis.cells import LARGEST_ZOOM, Box, cells
from analysis.counts import DIMENSIONS, aggregate, dimensions_of
from incidents.api.schema import FIGURE_PARAMETERS
from incidents.filters import IncidentFilter, figures
from incidents.models import Incident
from people.strict import refuse_unknown_parameters
from segments.validation import valid_bbox


class CellSchema(serializers.Serializer):
    """One mark: the mean place of its incidents, their number and highest severity; of a single one, its id."""

    lon = serializers.FloatField()
    lat = serializers.FloatField()
    n = serializers.IntegerField()
    max_severity = serializers.IntegerField()
    id = serializers.UUIDField(required=False)
    url = serializers.URLField(required=False)


class CellsSchema(serializers.Serializer):
    """The marks of a map. `total` is what lies in the box and what has no place, together."""

    cells = CellSchema(many=True)
    without_place = serializers.IntegerField()
    total = serializers.IntegerField()


class AggregateSchema(serializers.Serializer):
    """Counts by combinations; `total` counts incidents, each once."""

    by = serializers.ListField(child=serializers.ChoiceField(choices=list(DIMENSIONS)))
    results = serializers.ListField(child=serializers.DictField(), help_text="Each dimension's value, and n.")
    total = serializers.IntegerField()
    multi_valued = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Dimensions of which an incident may have several."
    )


def _zoom(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= LARGEST_ZOOM):
        raise ValidationError({"zoom": [_("Give a whole number from 0 to %(most)d.") % {"most": LARGEST_ZOOM}]})
    return int(text)


def _box(text: str) -> Box:
    try:
        return valid_bbox(text) if text else settings.OPERATING_REGION
    except ValidationError as error:
        raise ValidationError({"bbox": error.messages}) from error


def _counted(request: Request, query: QueryDict, *, also: set[str]) -> Any:
    """Return what counts under a query: of the deployment's origins, without the sums of sources."""
    plain = request._request
    plain.GET = query  # type: ignore[assignment]
    queryset, _found = figures(plain, Incident.objects.visible_to(request.user), also=also)
    return queryset


class CellsView(APIView):
    """Clustered marks for drawing a map at any size of data."""

    scope = "incidents"

    @extend_schema(parameters=[*FIGURE_PARAMETERS, OpenApiParameter("zoom", int, required=True)], responses=CellsSchema)
    def get(self, request: Request) -> Response:
        """Count incidents by cell in a box at a zoom; `without_place` have none, and are in no cell."""
        refuse_unknown_parameters(request._request, {*IncidentFilter.base_filters, "zoom"})
        zoom = _zoom(request.query_params.get("zoom", ""))
        box = _box(request.query_params.get("bbox", ""))
        # The map's own box is no filter: what has no place lies outside every box, and is counted.
        query = request._request.GET.copy()
        query.pop("bbox", None)
        return Response(cells(_counted(request, query, also={"zoom"}), box=box, zoom=zoom))


class AggregateView(APIView):
    """Counts for charts and reports."""

    scope = "incidents"

    @extend_schema(
        parameters=[*FIGURE_PARAMETERS, OpenApiParameter("by", required=True, description=", ".join(DIMENSIONS))],
        responses=AggregateSchema,
    )
    def get(self, request: Request) -> Response:
        """Count incidents by one or several of their facts; month, week, weekday and hour are of the stated clock."""
        by = dimensions_of(request.query_params.get("by", ""))
        return Response(aggregate(_counted(request, request._request.GET, also={"by"}), by=by))


urlpatterns = [
    path("incidents/cells/", CellsView.as_view(), name="incident-cells"),
    path("incidents/aggregate/", AggregateView.as_view(), name="incident-aggregate"),
]

"""`segments/`, `delimitation/`, `length-claims/`, `places/`, `sectors/`: read by everyone signed in."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Prefetch
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from segments.api import schema, wire
from segments.api.answers import GEOJSON, GeoJSONRenderer, answer, asked_day, listed, refuse_unknown, wants_geojson
from segments.ledger import default_border, ledger_at
from segments.models import AdminArea, Border, BorderLine, LengthClaim, Place, Sector, Segment
from segments.stretches import stretches_at
from segments.validation import valid_bbox

M = TypeVar("M", bound=Model)
AT = OpenApiParameter("at", OpenApiTypes.DATE, description="As of this UTC day; today where it is left out.")
BORDER = OpenApiParameter("border", description="Code of a border; the first one where it is left out.")
FORMAT = OpenApiParameter("format", enum=["json", "geojson"])
PAGE = [
    OpenApiParameter("limit", OpenApiTypes.INT, description="At most 200."),
    OpenApiParameter("cursor"),
    OpenApiParameter("count", enum=["1"]),
]


def _named(request: Request, model: type[M], parameter: str) -> M | None:
    """Return the row whose code a parameter gives; an unknown code is refused, not an empty answer."""
    code = request.GET.get(parameter)
    if code is None:
        return None
    row = model._default_manager.filter(pk=code).first() if "\0" not in code else None
    if row is None:
        raise ValidationError({parameter: [_("This code is not known.")]})
    return row


def _border(request: Request) -> Border:
    return _named(request, Border, "border") or default_border()


class GeographyViewSet(ViewSet):
    """What every list of the geography has in common."""

    scope = "segments"
    renderer_classes = [JSONRenderer, GeoJSONRenderer]
    lookup_value_regex = r"[a-z0-9-]{1,60}"


class SegmentViewSet(GeographyViewSet):
    """Segments of the lines, with the ledger's figures as of a day."""

    @extend_schema(
        parameters=[AT, BORDER, OpenApiParameter("line"), OpenApiParameter("sector"), FORMAT, *PAGE],
        responses=schema.SegmentList,
    )
    def list(self, request: Request) -> HttpResponse:
        """List the segments whose line counts on a day; as GeoJSON, their stretches of one status each."""
        refuse_unknown(request, "at", "border", "line", "sector")
        at, border = asked_day(request), _border(request)
        line, sector = _named(request, BorderLine, "line"), _named(request, Sector, "sector")
        segments = Segment.objects.filter(line__border=border).counting_on(at).along_the_lines()
        if line:
            segments = segments.filter(line=line)
        if sector:
            segments = segments.filter(sector=sector)
        if wants_geojson(request):
            names = {segment.code: segment.name for segment in segments}
            stretches = stretches_at(at, border=border.code, geometry=True)
            features = [wire.stretch_feature(s, names[s.segment]) for s in stretches if s.segment in names]
            return answer(request, {"type": "FeatureCollection", "features": features}, GEOJSON)
        figures = {row.code: row for row in ledger_at(at, border=border).segments}
        rows = list(segments.prefetch_related(_districts()))
        return answer(request, listed(request, rows, lambda row: wire.segment(row, figures[row.code])))

    @extend_schema(parameters=[AT, FORMAT], responses=schema.SegmentDetail)
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """Read one segment with its stretches as of a day."""
        refuse_unknown(request, "at")
        at = asked_day(request)
        segment = Segment.objects.filter(pk=pk).select_related("line__border").prefetch_related(_districts()).first()
        if segment is None:
            raise NotFound
        as_geojson = wants_geojson(request)
        border = segment.line.border
        stretches = stretches_at(at, border=border.code, segment=pk, geometry=as_geojson)
        if as_geojson:
            features = [wire.stretch_feature(stretch, segment.name) for stretch in stretches]
            return answer(request, {"type": "FeatureCollection", "features": features}, GEOJSON)
        figures = {row.code: row for row in ledger_at(at, border=border).segments}
        body = wire.segment(segment, figures.get(pk))
        body["stretches"] = [wire.stretch_properties(stretch, segment.name) for stretch in stretches]
        return answer(request, body)


class DelimitationViewSet(GeographyViewSet):
    """Defined and undefined kilometres as of any day."""

    @extend_schema(parameters=[AT, BORDER], responses=schema.Delimitation)
    def list(self, request: Request) -> HttpResponse:
        """Read the ledger of a day: segments sum to the totals, to the metre."""
        refuse_unknown(request, "at", "border")
        return answer(request, wire.ledger(ledger_at(asked_day(request), border=_border(request))))


class LengthClaimViewSet(GeographyViewSet):
    """What was published about the length of the border, by whom and when."""

    @extend_schema(parameters=[BORDER, *PAGE], responses=schema.LengthClaimList)
    def list(self, request: Request) -> HttpResponse:
        """List the published figures, oldest first."""
        refuse_unknown(request, "border")
        rows = list(LengthClaim.objects.filter(border=_border(request)).order_by("said_on", "pk"))
        return answer(request, listed(request, rows, wire.claim))


class PlaceViewSet(GeographyViewSet):
    """Known places near the border."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description="Part of a name, in any script."),
            OpenApiParameter("bbox"),
            FORMAT,
            *PAGE,
        ],
        responses=schema.PlaceList,
    )
    def list(self, request: Request) -> HttpResponse:
        """List places by name."""
        refuse_unknown(request, "q", "bbox")
        places = Place.objects.order_by("name_en", "code")
        if q := request.GET.get("q"):
            if len(q) > 100:
                raise ValidationError({"q": [_("Give at most 100 characters.")]})
            places = places.spelled_like(q)
        if "bbox" in request.GET:
            try:
                places = places.inside_box(valid_bbox(request.GET["bbox"]))
            except ValidationError as error:
                raise ValidationError({"bbox": error.messages}) from error
        rows = list(places)
        if not wants_geojson(request):
            return answer(request, listed(request, rows, wire.place))
        page = listed(request, rows, wire.place_feature)
        features: list[Any] = page.pop("results")
        return answer(request, {"type": "FeatureCollection", **page, "features": features}, GEOJSON)

    @extend_schema(responses=schema.Place)
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """Read one place."""
        refuse_unknown(request)
        place = Place.objects.filter(pk=pk).first()
        if place is None:
            raise NotFound
        if wants_geojson(request):
            return answer(request, wire.place_feature(place), GEOJSON)
        return answer(request, wire.place(place))


class SectorViewSet(GeographyViewSet):
    """Sectors, in the order of the main line."""

    @extend_schema(parameters=[BORDER, *PAGE], responses=schema.SectorList)
    def list(self, request: Request) -> HttpResponse:
        """List the sectors with their segments and neighbours."""
        refuse_unknown(request, "border")
        segments = Prefetch("segments", Segment.objects.along_the_lines())
        rows = Sector.objects.filter(border=_border(request)).order_by("position")
        return answer(request, listed(request, list(rows.prefetch_related(segments, "adjoining")), wire.sector))


def _districts() -> Prefetch:
    # Their outlines weigh half a megabyte, and nothing here draws them.
    return Prefetch("districts", AdminArea.objects.defer("geometry").order_by("code"))

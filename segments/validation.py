"""What a coordinate from outside may be: finite, flat, WGS84, inside the operating region. Never repaired."""

import math
import re
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSException, Polygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_VERTICES = 500
MAX_RINGS = 10
# A query polygon: the whole region has some 300,000 km².
MAX_SQUARE_DEGREES = 40.0

# `1e3` is a number, `1_000`, `nan`, `0x10` and `١` are not: float() takes three of them.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class BadCoordinates(ValidationError):
    """The coordinates cannot be a place near this border."""


def valid_point(lon: Any, lat: Any) -> tuple[float, float]:
    """Return longitude and latitude as finite numbers inside the operating region.

    :raises BadCoordinates: if they are anything else.
    """
    x, y = _number(lon, _("longitude")), _number(lat, _("latitude"))
    if not -180 <= x <= 180:
        raise BadCoordinates(_("Longitude must lie between -180 and 180."), code="longitude")
    if not -90 <= y <= 90:
        raise BadCoordinates(_("Latitude must lie between -90 and 90."), code="latitude")
    west, south, east, north = settings.OPERATING_REGION
    if not (west <= x <= east and south <= y <= north):
        raise BadCoordinates(
            _(
                "The point lies outside the region of this border:"
                " longitude %(west)s to %(east)s, latitude %(south)s to %(north)s."
            ),
            code="outside_region",
            params={"west": west, "south": south, "east": east, "north": north},
        )
    return x, y


def valid_geojson_point(value: Any) -> tuple[float, float]:
    """Return longitude and latitude of a GeoJSON point in WGS84.

    :raises BadCoordinates: for another type, a third dimension, a `crs` member or a bad position.
    """
    _of_type(value, "Point")
    position = value["coordinates"]
    if not isinstance(position, list) or len(position) != 2:
        raise BadCoordinates(_("A point has two coordinates: longitude and latitude."), code="dimension")
    return valid_point(*position)


def valid_geojson_polygon(value: Any) -> Polygon:
    """Return a GeoJSON polygon in WGS84 that is closed, simple and of bounded size; it is never repaired.

    :raises BadCoordinates: for anything else.
    """
    _of_type(value, "Polygon")
    rings = value["coordinates"]
    if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) for ring in rings):
        raise BadCoordinates(_("A polygon is a list of rings."), code="rings")
    if len(rings) > MAX_RINGS or sum(len(ring) for ring in rings) > MAX_VERTICES:
        raise BadCoordinates(
            _("A polygon may have %(rings)s rings and %(vertices)s points."),
            code="too_large",
            params={"rings": MAX_RINGS, "vertices": MAX_VERTICES},
        )
    closed = [_ring(ring) for ring in rings]
    try:
        polygon = Polygon(*closed, srid=4326)
        is_valid = polygon.valid
    except (GEOSException, TypeError, ValueError) as error:
        raise BadCoordinates(_("The polygon is not valid."), code="invalid") from error
    if not is_valid:
        raise BadCoordinates(_("The polygon crosses or touches itself."), code="invalid")
    if not 0 < polygon.area <= MAX_SQUARE_DEGREES:
        raise BadCoordinates(_("The polygon is too large or has no area."), code="area")
    return polygon


def valid_ewkt_point(text: str) -> tuple[float, float]:
    """Return longitude and latitude of a WKT point; an SRID other than 4326 is refused, not transformed.

    :raises BadCoordinates: for anything else.
    """
    match = re.fullmatch(r"\s*(?:SRID=(\d{1,6});)?\s*(POINT\s*\([^()]{1,100}\))\s*", text, re.ASCII | re.IGNORECASE)
    if match is None:
        raise BadCoordinates(_("This is not a point."), code="type")
    if match[1] not in (None, "4326"):
        raise BadCoordinates(_("Coordinates must be in WGS84 (EPSG:4326)."), code="crs")
    numbers = match[2][match[2].index("(") + 1 : -1].split()
    if len(numbers) != 2:
        raise BadCoordinates(_("A point has two coordinates: longitude and latitude."), code="dimension")
    return valid_point(*numbers)


def valid_bbox(text: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north of `bbox=w,s,e,n`, clipped to the operating region.

    A box outside the region comes back without an area, so that it finds nothing.

    :raises BadCoordinates: unless these are four finite WGS84 numbers in their order.
    """
    parts = text.split(",")
    if len(parts) != 4:
        raise BadCoordinates(_("A box is west,south,east,north: four numbers."), code="bbox")
    west, south, east, north = (_number(part, _("box")) for part in parts)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadCoordinates(
            _("A box is west,south,east,north in degrees, west before east and south before north."), code="bbox"
        )
    low_x, low_y, high_x, high_y = settings.OPERATING_REGION
    return (
        min(max(west, low_x), high_x),
        min(max(south, low_y), high_y),
        max(min(east, high_x), low_x),
        max(min(north, high_y), low_y),
    )


def _number(value: Any, what: Any) -> float:
    """Return a finite float; bool is an int in Python, but no coordinate."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(_float(value)):
        raise BadCoordinates(_("The %(what)s must be a finite number."), code="number", params={"what": what})
    return float(value)


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _of_type(value: Any, name: str) -> None:
    if not isinstance(value, dict) or value.get("type") != name:
        raise BadCoordinates(_("This must be a GeoJSON %(name)s."), code="type", params={"name": name})
    if "crs" in value:
        raise BadCoordinates(_("Coordinates must be in WGS84 (EPSG:4326); leave out crs."), code="crs")
    unknown = set(value) - {"type", "coordinates"}
    if unknown or "coordinates" not in value:
        raise BadCoordinates(
            _("A GeoJSON %(name)s has the members type and coordinates, and no others."),
            code="members",
            params={"name": name},
        )


def _ring(ring: list[Any]) -> list[tuple[float, float]]:
    if not all(isinstance(position, list) and len(position) == 2 for position in ring):
        raise BadCoordinates(_("Each point of a polygon has two coordinates."), code="dimension")
    positions = [valid_point(*position) for position in ring]
    if len(positions) < 4 or positions[0] != positions[-1]:
        raise BadCoordinates(_("A ring has at least four points and ends where it begins."), code="open")
    if any(a == b for a, b in pairwise(positions)):
        raise BadCoordinates(_("A ring names the same point twice in a row."), code="repeated")
    return positions

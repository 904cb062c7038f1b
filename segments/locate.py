"""Where along the border a point lies: segment, kilometre, distance, and the place as it is shared."""

from dataclasses import dataclass
from datetime import date
from typing import overload

from django.db import connection

# Farther than this from every line, a place is taken only when the sender confirms it.
FAR_METRES = 20_000
# No place is shared finer than this.
COARSE_METRES = 500


@dataclass(frozen=True)
class Fix:
    """A point brought to the border.

    `km_m` is the kilometre mark in whole metres, inside the range of its segment. `distance_m` is geodesic
    and unsigned: the line is one side's administrative line, and nobody's land is told from it. The coarse
    place is the centre of a grid cell, the same for every point of the cell, and so are its mark and distance.
    """

    segment: str
    line: str
    sector: str
    km_m: int
    distance_m: float
    coarse_lon: float
    coarse_lat: float
    # Of the coarse place: those of the point would say where in the cell it lies.
    coarse_km_m: int
    coarse_distance_m: float

    @property
    def is_far(self) -> bool:
        """Whether a sender has to confirm that the place is meant."""
        return self.distance_m > FAR_METRES


# In one round trip. The index on geography measures on a sphere, as ST_Distance on geography does when it
# looks for the nearest edge (36 m too far at 20 km), so both only propose. The foot is found in EPSG:32642,
# conformal and where M lives, and the geodesic to the foot decides; at a shared vertex the segment that
# begins there, as ranges are half-open. The mark is kept inside the segment's range.
_SQL = """
WITH asked AS (
  SELECT p, ST_Transform(p, 32642) AS q FROM ({point}) given
), near AS (
  SELECT s.code, s.line_id, s.sector_id, s.km, s.measured, asked.*
  FROM segments_segment s JOIN segments_borderline l ON l.code = s.line_id, asked
  WHERE l.valid @> %(on)s::date
  ORDER BY s.geometry::geography <-> asked.p::geography
  LIMIT 4
), footed AS (
  SELECT *, ST_Distance(p::geography,
                        ST_Transform(ST_ClosestPoint(ST_Force2D(measured), q), 4326)::geography) AS metres
  FROM near
), nearest AS (
  SELECT * FROM footed ORDER BY round(metres::numeric, 2), line_id, lower(km) DESC LIMIT 1
), celled AS (
  SELECT *, ST_SetSRID(ST_MakePoint(
    (floor(ST_X(q) / %(cell)s) + 0.5) * %(cell)s, (floor(ST_Y(q) / %(cell)s) + 0.5) * %(cell)s), 32642) AS r
  FROM nearest
), coarse AS (
  SELECT *, ST_Transform(r, 4326) AS c FROM celled
)
SELECT code, line_id, sector_id,
       greatest(lower(km) * 1000,
                least(upper(km) * 1000 - 1, round(ST_InterpolatePoint(measured, q)::numeric * 1000)))::int,
       metres, ST_X(c), ST_Y(c),
       greatest(lower(km) * 1000,
                least(upper(km) * 1000 - 1, round(ST_InterpolatePoint(measured, r)::numeric * 1000)))::int,
       ST_Distance(c::geography, ST_Transform(ST_ClosestPoint(ST_Force2D(measured), r), 4326)::geography)
FROM coarse
"""
_POINT = _SQL.format(point="SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS p")
_PLACE = _SQL.format(point="SELECT location AS p FROM segments_place WHERE code = %(place)s")


class NoLineCounts(LookupError):
    """No line of any border counts on the day asked for."""


@overload
def locate(*, lon: float, lat: float, on: date) -> Fix: ...
@overload
def locate(*, lon: None, lat: None, on: date) -> None: ...
def locate(*, lon: float | None, lat: float | None, on: date) -> Fix | None:
    """Return where a point lies along the lines that count on a day; None for an unknown place.

    One round trip. The caller has checked the point (`validation.valid_point`).

    :raises NoLineCounts: if no border is loaded.
    """
    if lon is None or lat is None:
        return None
    fix = _fix(_POINT, {"lon": lon, "lat": lat, "on": on})
    if fix is None:
        raise NoLineCounts(on)
    return fix


def place_fix(*, place: str, on: date) -> Fix | None:
    """Return where a known place lies along the lines that count on a day; None if there is no such place."""
    return _fix(_PLACE, {"place": place, "on": on})


_MARK = """
SELECT ST_X(p), ST_Y(p) FROM (
  -- The length is rounded to metres, so that the last mark may lie past the last vertex.
  SELECT ST_Transform(ST_GeometryN(ST_LocateAlong(
    measured, least(%(km_m)s / 1000.0, ST_M(ST_EndPoint(measured)))), 1), 4326) AS p
  FROM segments_borderline WHERE code = %(line)s AND %(km_m)s BETWEEN 0 AND length_km * 1000
) mark
"""


def point_at_km(line: str, km_m: int) -> tuple[float, float] | None:
    """Return longitude and latitude of a kilometre mark, in metres on its line; None off the line's ends."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"line": line, "km_m": km_m})
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def _fix(sql: str, asked: dict[str, float | str | date]) -> Fix | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**asked, "cell": float(COARSE_METRES)})
        row = cursor.fetchone()
    return Fix(*row) if row else None

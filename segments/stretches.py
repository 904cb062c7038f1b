"""The lines as of a day, cut where the status changes: one stretch has one segment and one status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from segments.models import SegmentState


@dataclass(frozen=True)
class Stretch:
    """Kilometres of one segment with one status on one day."""

    segment: str
    line: str
    sector: str
    from_km: Decimal
    to_km: Decimal
    status: SegmentState
    is_apportioned: bool
    # GeoJSON text of a LineString, where it was asked for.
    geometry: str = ""

    @property
    def length_km(self) -> Decimal:
        return self.to_km - self.from_km


# What no status row covers is undefined: nobody has said anything of it.
_SQL = """
WITH counting AS (
  SELECT s.*, l.position FROM segments_segment s JOIN segments_borderline l ON l.code = s.line_id
  WHERE l.border_id = %(border)s AND l.valid @> %(at)s::date AND (%(segment)s IS NULL OR s.code = %(segment)s)
), known AS (
  SELECT c.code, t.status, t.is_apportioned, unnest(range_agg(c.km * t.km)) AS km
  FROM counting c JOIN segments_segmentstatus t ON t.line_id = c.line_id AND t.km && c.km AND t.valid @> %(at)s::date
  GROUP BY c.code, t.status, t.is_apportioned
), stretches AS (
  SELECT * FROM known
  UNION ALL
  SELECT c.code, 'undefined', false,
         unnest(c.km::nummultirange - coalesce((SELECT range_agg(k.km) FROM known k WHERE k.code = c.code),
                                               '{}'::nummultirange))
  FROM counting c
)
SELECT c.code, c.line_id, c.sector_id, lower(st.km), upper(st.km), st.status, st.is_apportioned, {geometry}
FROM stretches st JOIN counting c USING (code)
ORDER BY c.position, lower(st.km)
"""
_WITHOUT = "''"
_GEOJSON = """ST_AsGeoJSON(ST_Transform(ST_Force2D(ST_GeometryN(ST_CollectionExtract(
  ST_LocateBetween(c.measured, lower(st.km)::float8, upper(st.km)::float8), 2), 1)), 4326), 5)"""


def stretches_at(at: date, *, border: str, segment: str | None = None, geometry: bool = False) -> list[Stretch]:
    """Return the stretches of a border, or of one segment, in the order of its lines; one query."""
    return list(_stretches(_SQL.replace("{geometry}", _GEOJSON if geometry else _WITHOUT), at, border, segment))


def _stretches(sql: str, at: date, border: str, segment: str | None) -> Iterator[Stretch]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": at, "border": border, "segment": segment})
        for code, line, sector, from_km, to_km, status, is_apportioned, shape in cursor.fetchall():
            yield Stretch(code, line, sector, from_km, to_km, SegmentState(status), is_apportioned, shape)

"""The marks of a map at any size of data: incidents counted by cell, so that no two marks overlap."""

import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection

DEEPEST = 22  # the level of the key kept on the row (incidents/migrations/0001_map_key.py)
LARGEST_ZOOM = 22
# From here on, marks are singles: the places both sides may know lie 500 m apart, some 70 px.
SINGLES_FROM_ZOOM = 14
TILE_PX = 256
# A box wider than this many tiles is answered at a coarser zoom: nobody can see that many marks.
MOST_TILES = 16
# The discs of the map (static/js/map/cell-marker.js) with their rings, and the mark on their shoulder.
RADII = ((1, 12), (9, 15), (99, 18))
LARGEST_RADIUS = 22

Box = tuple[float, float, float, float]


@dataclass
class Cell:
    """Some incidents that one mark stands for; `key` is the map key of one of them."""

    n: int
    lon: float
    lat: float
    max_severity: int
    key: int

    def absorb(self, other: "Cell") -> None:
        both = self.n + other.n
        self.lon = (self.lon * self.n + other.lon * other.n) / both
        self.lat = (self.lat * self.n + other.lat * other.n) / both
        self.max_severity = max(self.max_severity, other.max_severity)
        self.n = both

    @property
    def radius(self) -> int:
        return next((radius for most, radius in RADII if self.n <= most), LARGEST_RADIUS)


# A shift of plain integers: no geometry is touched. The box cuts cells only, so that what lies outside it is
# neither drawn nor said to be without a place.
_SQL = """
SELECT count(*), sum(lon), sum(lat), max(severity), min(map_key)
FROM ({incidents}) AS counted
WHERE map_key IS NULL OR (lon >= %s AND lon <= %s AND lat >= %s AND lat <= %s)
GROUP BY map_key >> %s
"""


def cells(queryset: Any, *, box: Box, zoom: int) -> dict[str, Any]:
    """Return the cells of the incidents of a queryset within a box, how many have no place, and the total of both."""
    seen_at = _zoom_for(box, zoom)
    found, without_place = _counted(queryset, box, _level(seen_at))
    if seen_at < SINGLES_FROM_ZOOM:
        found = merged(found, seen_at)
    found.sort(key=lambda cell: (-cell.n, cell.key))
    singles = _singles(queryset, found)
    return {
        "cells": [_wire(cell, singles.get(cell.key) if cell.n == 1 else None) for cell in found],
        "without_place": without_place,
        "total": without_place + sum(cell.n for cell in found),
    }


def _zoom_for(box: Box, zoom: int) -> int:
    west, south, east, north = box
    width = max(east - west, (north - south) * 1.3, 1e-6)
    return min(zoom, math.floor(math.log2(MOST_TILES * 360 / width)))


def _level(zoom: int) -> int:
    """Return the level whose cells are 32 px wide at a zoom; where marks are singles, the deepest."""
    return DEEPEST if zoom >= SINGLES_FROM_ZOOM else min(zoom + 3, DEEPEST)


def _counted(queryset: Any, box: Box, level: int) -> tuple[list[Cell], int]:
    west, south, east, north = box
    rows = queryset.order_by().values_list("lon", "lat", "severity", "map_key")
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    shift = 2 * (DEEPEST - level)
    found, without_place = [], 0
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(incidents=sql), [*params, west, east, south, north, shift])
        for n, lon, lat, severity, key in cursor.fetchall():
            if key is None:
                without_place = n
            else:
                found.append(Cell(n, lon / n, lat / n, severity, key))
    return found, without_place


def merged(found: list[Cell], zoom: int) -> list[Cell]:
    """Return cells whose marks stand clear of each other at a zoom: the larger take in the smaller they cover.

    A disc that grew or moved may reach another one, so it is tried again until none does.
    """
    size = TILE_PX * 2**zoom
    rest = sorted(found, key=lambda cell: (-cell.n, cell.key))
    while True:
        kept: list[Cell] = []
        grid: dict[tuple[int, int], list[Cell]] = {}
        reach = 2 * LARGEST_RADIUS
        for cell in rest:
            x, y = _pixel(cell, size)
            column, row = int(x // reach), int(y // reach)
            near = (one for i in (-1, 0, 1) for j in (-1, 0, 1) for one in grid.get((column + i, row + j), ()))
            covering = next((one for one in near if _overlap(one, cell, size)), None)
            if covering is not None:
                covering.absorb(cell)
                continue
            kept.append(cell)
            grid.setdefault((column, row), []).append(cell)
        if len(kept) == len(rest):
            return kept
        rest = sorted(kept, key=lambda cell: (-cell.n, cell.key))


def _pixel(cell: Cell, size: int) -> tuple[float, float]:
    latitude = math.radians(cell.lat)
    return (
        (cell.lon + 180) / 360 * size,
        (1 - math.log(math.tan(latitude) + 1 / math.cos(latitude)) / math.pi) / 2 * size,
    )


def _overlap(one: Cell, other: Cell, size: int) -> bool:
    return math.dist(_pixel(one, size), _pixel(other, size)) < one.radius + other.radius


def _singles(queryset: Any, found: list[Cell]) -> dict[int, Any]:
    """Return the incidents that stand alone, by map key: a mark of one leads to its page."""
    keys = [cell.key for cell in found if cell.n == 1]
    if not keys:
        return {}
    rows = queryset.order_by().filter(map_key__in=keys).only("id", "number", "map_key")
    return {row.map_key: row for row in rows}


def _wire(cell: Cell, single: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "lon": round(cell.lon, 5),
        "lat": round(cell.lat, 5),
        "n": cell.n,
        "max_severity": cell.max_severity,
    }
    if single is not None:
        said |= {"id": str(single.pk), "url": settings.PUBLIC_URL + single.get_absolute_url()}
    return said

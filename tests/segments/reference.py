"""An independent reference for kilometres: geodesics on the spheroid, edge by edge, without the database."""

import itertools
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyproj import Geod

GEOD = Geod(ellps="WGS84")
DATA = Path(__file__).resolve().parents[2] / "data" / "border_kg_tj.geojson"
GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Edge:
    """One edge of a line between two vertices, with the metre of the line at which it begins."""

    segment: str
    line: str
    start: tuple[float, float]
    azimuth: float
    length: float
    from_m: float


def edges() -> list[Edge]:
    """Return every edge of the lines that count, in the order of the file."""
    found = []
    ran: dict[str, float] = {}
    for feature in json.loads(DATA.read_text())["features"]:
        line = feature["properties"].get("line")
        if line is None:
            continue
        code = feature["properties"]["id"].removeprefix("exclave-")
        vertices = [tuple(pair) for pair in feature["geometry"]["coordinates"]]
        for a, b in itertools.pairwise(vertices):
            azimuth, _, length = GEOD.inv(*a, *b)
            found.append(Edge(code, line, a, azimuth, length, ran.get(line, 0.0)))
            ran[line] = ran.get(line, 0.0) + length
    return found


def feet(point: tuple[float, float], edges: list[Edge]) -> Iterator[tuple[float, float, Edge]]:
    """Yield distance, metre along the line and edge of the nearest point of each edge that may be nearest."""
    count = len(edges)
    _, _, to_start = GEOD.inv(
        [point[0]] * count, [point[1]] * count, [e.start[0] for e in edges], [e.start[1] for e in edges]
    )
    nearest = min(to_start)
    for edge, metres in zip(edges, to_start, strict=True):
        if metres - edge.length <= nearest + 1:
            distance, along = _foot(point, edge)
            yield distance, edge.from_m + along, edge


def _foot(point: tuple[float, float], edge: Edge) -> tuple[float, float]:
    """Return the least distance to an edge and where on it: golden section over the geodesic."""

    def distance(along: float) -> float:
        lon, lat, _ = GEOD.fwd(*edge.start, edge.azimuth, along)
        return GEOD.inv(*point, lon, lat)[2]

    low, high = 0.0, edge.length
    a, b = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_a, at_b = distance(a), distance(b)
    while high - low > 0.01:
        if at_a < at_b:
            high, b, at_b = b, a, at_a
            a = high - GOLDEN * (high - low)
            at_a = distance(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + GOLDEN * (high - low)
            at_b = distance(b)
    along = (low + high) / 2
    return distance(along), along


def points_near(edges: list[Edge], count: int, seed: int, within_m: float = 20_000) -> list[tuple[float, float]]:
    """Return random points up to some metres from the lines."""
    draw = random.Random(seed)
    points = []
    for edge in draw.choices(edges, [edge.length for edge in edges], k=count):
        lon, lat, _ = GEOD.fwd(*edge.start, edge.azimuth, draw.uniform(0, edge.length))
        lon, lat, _ = GEOD.fwd(lon, lat, draw.uniform(0, 360), draw.uniform(0, within_m))
        points.append((lon, lat))
    return points

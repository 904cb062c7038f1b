"""The geography of the shipped border: sides, lines, sectors, segments, districts, places."""

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Polygon
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange

from people.models import Side
from segments.loading import kg_tj
from segments.loading.ledger import load_ledger, since_ever_until
from segments.loading.tally import Tally
from segments.models import AdminArea, Border, BorderLine, Place, Sector, Segment
from segments.spelling import fold

Feature = dict[str, Any]


@transaction.atomic
def load_border(folder: Path) -> Tally:
    """Bring the border in step with the files of `folder`; a second run changes nothing.

    Runs as the owner of the tables. Returns what was created and changed.
    """
    tally = Tally()
    sides = [tally.put(Side, {"code": code}, **values) for code, values in kg_tj.SIDES.items()]
    names = {key: value for key, value in kg_tj.BORDER.items() if key != "code"}
    border = tally.put(Border, {"code": kg_tj.BORDER["code"]}, **names)
    border.sides.set(sides)

    districts = _load_areas(tally, _features(folder / "admin_areas.geojson"))
    features = [f for f in _features(folder / "border_kg_tj.geojson") if "line" in f["properties"]]
    _load_lines(tally, border, features)
    _load_segments(tally, border, features, districts)
    _load_places(tally, _features(folder / "places.geojson"))
    load_ledger(tally, border, folder)
    return tally


def _features(path: Path) -> list[Feature]:
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def _load_areas(tally: Tally, features: list[Feature]) -> dict[str, AdminArea]:
    """Load provinces, then districts; return the districts by their English name."""
    provinces: dict[tuple[str, str], AdminArea] = {}
    districts: dict[str, AdminArea] = {}
    for feature in sorted(features, key=lambda f: f["properties"]["level"]):
        p = feature["properties"]
        shape = GEOSGeometry(json.dumps(feature["geometry"]), srid=4326)
        area = tally.put(
            AdminArea,
            {"code": p["id"]},
            level=p["level"],
            country=p["country"],
            parent=provinces.get((p["country"], p.get("adm1", ""))),
            name_en=p["name"],
            name_ru=p.get("name_ru") or "",
            name_tg=p.get("name_tg") or "",
            name_ky=p.get("name_ky") or "",
            touches_border=p.get("touches_tj_kg_border", False),
            geometry=MultiPolygon(shape, srid=4326) if isinstance(shape, Polygon) else shape,
            source=p["source"],
        )
        if area.level == 1:
            provinces[area.country, area.name_en] = area
        else:
            districts[area.name_en] = area
    return districts


def _load_lines(tally: Tally, border: Border, features: list[Feature]) -> None:
    """Load each line whole: the segments of the main line meet at shared vertices."""
    for position, (code, line) in enumerate(kg_tj.LINES.items()):
        parts = [f for f in features if f["properties"]["line"] == code]
        vertices = [parts[0]["geometry"]["coordinates"][0]]
        for part in parts:
            first, *rest = part["geometry"]["coordinates"]
            if first != vertices[-1]:
                raise ValueError(f"{part['properties']['id']} does not begin where the line before it ends")
            vertices += rest
        tally.put(
            BorderLine,
            {"code": code},
            border=border,
            position=position,
            is_outline=code != "main",
            valid=since_ever_until(line["until"]),
            name_en=line["name_en"],
            name_ru=line["name_ru"],
            geometry=LineString(vertices, srid=4326),
            source=parts[0]["properties"]["source"],
        )


def _load_segments(tally: Tally, border: Border, features: list[Feature], districts: dict[str, AdminArea]) -> None:
    """Load the segments and, as they come along the lines, the sectors they make up."""
    along: dict[str, Sector] = {}
    vertex = dict.fromkeys(kg_tj.LINES, 1)
    for feature in features:
        p = feature["properties"]
        line, is_outline = p["line"], p["role"] == "exclave_outline"
        pair = kg_tj.OUTLINE_DISTRICTS[line] if is_outline else (p["tj_adm2"], p["kg_adm2"])
        areas = [districts[name] for name in pair]
        code = _sector_code(areas)
        if code not in along:
            along[code] = _put_sector(tally, border, code, areas, position=len(along))
        start, vertex[line] = vertex[line], vertex[line] + len(feature["geometry"]["coordinates"]) - 1
        segment = tally.put(
            Segment,
            {"code": p["id"].removeprefix("exclave-")},
            line_id=line,
            sector=along[code],
            km=NumericRange(_km_of_vertex(line, start), _km_of_vertex(line, vertex[line])),
            zone=p.get("zone", ""),
            contested_km=Decimal(str(p.get("contested_km", 0))),
            name_en=p["name"],
            name_ru=p.get("name_ru") or " – ".join(area.name_ru for area in areas),
            name_tg=p.get("name_local") or "",
        )
        segment.districts.set(areas)
    for sector, following in pairwise(along.values()):
        sector.adjoining.add(following)


def _sector_code(areas: list[AdminArea]) -> str:
    """Return the code of a pair of districts; a town counts with the district around it."""
    return "-".join(area.code.split("-adm2-")[1].removesuffix("-district") for area in areas)


def _put_sector(tally: Tally, border: Border, code: str, areas: list[AdminArea], position: int) -> Sector:
    return tally.put(
        Sector,
        {"code": code},
        border=border,
        position=position,
        name_en=" – ".join(area.name_en.split(" (")[0].removesuffix(" district") for area in areas),
        name_ru=" – ".join(area.name_ru for area in areas),
    )


def _km_of_vertex(line: str, number: int) -> Decimal:
    """Return the kilometre of a line's vertex, counted from 1, as the database measured it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round(ST_M(ST_PointN(measured, %s))::numeric, 3) FROM segments_borderline WHERE code = %s",
            [number, line],
        )
        return cursor.fetchone()[0]


def _load_places(tally: Tally, features: list[Feature]) -> None:
    for feature in features:
        p = feature["properties"]
        names = [p["name"], p.get("name_ru"), p.get("name_tg"), p.get("name_ky"), *p["alt_names"]]
        tally.put(
            Place,
            {"code": p["id"]},
            kind=p["kind"],
            # A reservoir or a junction of several countries belongs to no one country.
            country=p["country"] if len(p["country"] or "") == 2 else "",
            name_en=p["name"],
            name_ru=p.get("name_ru") or "",
            name_tg=p.get("name_tg") or "",
            name_ky=p.get("name_ky") or "",
            other_names=p["alt_names"],
            # One line a name, so that a search never matches across two.
            search_key="\n".join(dict.fromkeys(fold(name) for name in names if name)),
            population=p["population"],
            is_approximate=p["approximate"],
            location=GEOSGeometry(json.dumps(feature["geometry"]), srid=4326),
            source=p["source"],
        )

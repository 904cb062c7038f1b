"""Coordinates from outside: refused with a reason, never repaired."""

import pytest

from segments.validation import (
    BadCoordinates,
    valid_bbox,
    valid_ewkt_point,
    valid_geojson_point,
    valid_geojson_polygon,
    valid_point,
)

SQUARE = [[70.0, 39.5], [70.5, 39.5], [70.5, 40.0], [70.0, 40.0], [70.0, 39.5]]
BOW_TIE = [[70.0, 39.5], [70.5, 40.0], [70.5, 39.5], [70.0, 40.0], [70.0, 39.5]]


def polygon(*rings, **members):
    return {"type": "Polygon", "coordinates": list(rings)} | members


def test_a_point_of_the_region_is_taken_as_it_is():
    assert valid_point(70.49611, "39.94167") == (70.49611, 39.94167)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (70.5, 500, "latitude"),
        (181, 39.9, "longitude"),
        (float("nan"), 39.9, "number"),
        (70.5, float("inf"), "number"),
        ("1e999", 39.9, "number"),
        (10**400, 39.9, "number"),
        (True, 39.9, "number"),
        (None, 39.9, "number"),
        ([70.5], 39.9, "number"),
        ("70_5", 39.9, "number"),
        ("٧٠", 39.9, "number"),
        (39.9, 70.5, "outside_region"),
        (7847500.0, 4861600.0, "longitude"),
        (0, 0, "outside_region"),
    ],
)
def test_a_point_that_cannot_be_is_refused(lon, lat, code):
    with pytest.raises(BadCoordinates) as refused:
        valid_point(lon, lat)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"type": "Point", "coordinates": [70.5, 39.9, 1000]}, "dimension"),
        ({"type": "Point", "coordinates": [70.5]}, "dimension"),
        ({"type": "Point", "coordinates": [70.5, 39.9], "crs": {"type": "name"}}, "crs"),
        ({"type": "Point", "coordinates": [70.5, 39.9], "bbox": []}, "members"),
        ({"type": "Point"}, "members"),
        ({"type": "MultiPoint", "coordinates": [[70.5, 39.9]]}, "type"),
        ("POINT(70.5 39.9)", "type"),
        (None, "type"),
    ],
)
def test_geojson_is_a_flat_point_in_wgs84(value, code):
    with pytest.raises(BadCoordinates) as refused:
        valid_geojson_point(value)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SRID=3857;POINT(7847500 4861600)", "crs"),
        ("POINT Z (70.5 39.9 1)", "type"),
        ("POINT(70.5 39.9 1)", "dimension"),
        ("POINT(70.5 nan)", "number"),
        ("LINESTRING(70 39, 71 40)", "type"),
    ],
)
def test_a_text_point_of_another_system_is_refused_not_transformed(text, code):
    with pytest.raises(BadCoordinates) as refused:
        valid_ewkt_point(text)

    assert refused.value.code == code


def test_a_text_point_in_wgs84_is_taken():
    assert valid_ewkt_point("SRID=4326;POINT(70.5 39.9)") == valid_ewkt_point("point (70.5 39.9)") == (70.5, 39.9)


def test_a_polygon_is_taken_as_it_is():
    assert valid_geojson_polygon(polygon(SQUARE)).coords[0] == tuple(tuple(pair) for pair in SQUARE)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (polygon(BOW_TIE), "invalid"),
        (polygon(SQUARE[:-1]), "open"),
        (polygon(SQUARE[:1] * 4), "repeated"),
        (polygon(SQUARE[:1] + SQUARE), "repeated"),
        (polygon([[70.0, 39.5], [70.5, 39.5], [70.2, 39.5], [70.0, 39.5]]), "invalid"),
        (polygon(*[SQUARE] * 11), "too_large"),
        (polygon([[70 + i / 1000, 39.5] for i in range(600)]), "too_large"),
        (polygon([[*pair, 1] for pair in SQUARE]), "dimension"),
        (polygon([[lat, lon] for lon, lat in SQUARE]), "outside_region"),
        (polygon(SQUARE, crs={}), "crs"),
        (polygon(), "rings"),
        (polygon("ring"), "rings"),
        ({"type": "Polygon", "coordinates": 7}, "rings"),
    ],
)
def test_a_polygon_is_never_repaired(value, code):
    with pytest.raises(BadCoordinates) as refused:
        valid_geojson_polygon(value)

    assert refused.value.code == code


def test_a_box_is_clipped_to_the_region():
    assert valid_bbox("-180,-90,180,90") == (67.0, 37.5, 75.0, 41.5)
    assert valid_bbox("70,39.5,70.5,40") == (70.0, 39.5, 70.5, 40.0)


def test_a_box_elsewhere_has_no_area():
    west, south, east, north = valid_bbox("0,0,1,1")

    assert (east - west) * (north - south) == 0


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "70,39,71,nan", "71,39,70,40", "70,39,71,1e999", "a,b,c,d", "70,39,71,91"]
)
def test_a_box_is_four_finite_numbers_in_order(text):
    with pytest.raises(BadCoordinates):
        valid_bbox(text)

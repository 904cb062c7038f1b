"""Points brought to the border, against geodesics of an independent reference."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from segments.locate import COARSE_METRES, locate, place_fix, point_at_km
from tests.segments.reference import GEOD, edges, feet, points_near

TODAY = date(2026, 5, 3)
BEFORE_THE_TREATY = date(2024, 1, 1)


def test_the_example_of_the_documentation_lies_on_s03(border):
    fix = locate(lon=70.49611, lat=39.94167, on=TODAY)

    assert (fix.segment, fix.line, fix.sector) == ("s03", "main", "isfara-batken")
    assert fix.km_m == pytest.approx(84_306, abs=10)
    assert fix.distance_m == pytest.approx(335.5, abs=1)


def test_a_thousand_random_points_agree_with_the_geodesic_reference(border):
    lines = edges()
    wrong = []
    for lon, lat in points_near(lines, 1_000, seed=20_170_207):
        fix = locate(lon=lon, lat=lat, on=BEFORE_THE_TREATY)
        found = sorted(feet((lon, lat), lines), key=lambda foot: foot[0])
        # Feet within 5 cm of the nearest are as near: neighbours at a shared vertex, both sides of a bay.
        nearest = [foot for foot in found if foot[0] - found[0][0] < 0.05]
        metres_off = min(
            (abs(fix.km_m - along) for _, along, edge in nearest if edge.segment == fix.segment), default=None
        )
        if metres_off is None or metres_off > 10 or abs(fix.distance_m - found[0][0]) > 1:
            wrong.append((lon, lat, fix, nearest))

    assert wrong == []


def test_a_fix_takes_one_round_trip(border):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        locate(lon=70.49611, lat=39.94167, on=TODAY)

    assert len(queries) == 1


def test_a_kilometre_mark_lies_in_the_range_of_its_segment(border):
    ranges = {segment.code: segment.km for line in border.lines.all() for segment in line.segments.all()}

    for lon, lat in points_near(edges(), 200, seed=44, within_m=30):
        fix = locate(lon=lon, lat=lat, on=BEFORE_THE_TREATY)

        assert fix.km_m / 1000 in ranges[fix.segment]


def test_the_place_as_shared_is_the_same_for_a_whole_cell_and_never_the_point(border):
    lon, lat = 70.49611, 39.94167
    fix = locate(lon=lon, lat=lat, on=TODAY)
    neighbour = locate(lon=lon + 0.0001, lat=lat, on=TODAY)

    assert (neighbour.coarse_lon, neighbour.coarse_lat) == (fix.coarse_lon, fix.coarse_lat)
    assert (fix.coarse_lon, fix.coarse_lat) != (lon, lat)


def test_the_place_as_shared_is_within_500_metres(border):
    for lon, lat in points_near(edges(), 200, seed=42):
        fix = locate(lon=lon, lat=lat, on=TODAY)

        metres = GEOD.inv(lon, lat, fix.coarse_lon, fix.coarse_lat)[2]
        assert 0 < metres <= COARSE_METRES


def test_kayragach_is_found_until_the_treaty_and_not_after(border):
    lon, lat = point_at_km("kayragach", 1_000)

    before, after = locate(lon=lon, lat=lat, on=date(2025, 3, 12)), locate(lon=lon, lat=lat, on=date(2025, 3, 13))

    assert before.segment == "kayragach"
    assert before.distance_m < 1
    assert after.line == "main"


def test_a_kilometre_mark_and_its_point_find_each_other(border):
    for km_m in (0, 27_711, 84_306, 459_546, 956_885):
        lon, lat = point_at_km("main", km_m)
        fix = locate(lon=lon, lat=lat, on=TODAY)

        assert fix.km_m == pytest.approx(km_m, abs=1)
        assert fix.distance_m < 0.5


@pytest.mark.parametrize(("line", "km_m"), [("main", -1), ("main", 956_887), ("vorukh", 60_000), ("nowhere", 1)])
def test_there_is_no_point_off_the_ends_of_a_line(border, line, km_m):
    assert point_at_km(line, km_m) is None


def test_a_known_place_has_a_fix_and_an_unknown_one_has_none(border):
    assert place_fix(place="khojai-alo", on=TODAY).segment == "s03"
    assert place_fix(place="nowhere", on=TODAY) is None
    assert locate(lon=None, lat=None, on=TODAY) is None


def test_far_is_more_than_20_km(border):
    assert not locate(lon=70.49611, lat=39.94167, on=TODAY).is_far
    assert locate(lon=74.6, lat=41.4, on=TODAY).is_far

"""What the database itself holds to: ranges on a line, and what is cut from it."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import LineString
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

from segments.models import BorderLine, Segment, SegmentState, SegmentStatus
from tests.conftest import as_owner
from tests.segments.reference import edges


def put_segment(**values):
    with as_owner(), transaction.atomic():
        return Segment.objects.create(
            **{"code": "t01", "line_id": "vorukh", "sector_id": "isfara-batken", "name_en": "Test"} | values
        )


def put_status(**values):
    with as_owner(), transaction.atomic():
        return SegmentStatus.objects.create(
            **{
                "line_id": "main",
                "km": NumericRange(1, 2),
                "valid": DateRange(date(2017, 2, 7), date(2017, 2, 8)),
                "status": SegmentState.AGREED,
                "source": "test",
            }
            | values
        )


@pytest.mark.parametrize(
    ("km", "constraint"),
    [
        # An empty range includes no bound either; the first constraint by name answers.
        (NumericRange(1, 1), "segment_km_is_(not_empty|half_open)"),
        (NumericRange(None, 3), "segment_km_has_both_bounds"),
        (NumericRange(1, None), "segment_km_has_both_bounds"),
        (NumericRange(1, 2, "[]"), "segment_km_is_half_open"),
        (NumericRange(1, 2, "(]"), "segment_km_is_half_open"),
        (NumericRange(Decimal("1.0005"), 2), "segment_km_is_in_whole_metres"),
        (NumericRange(1, Decimal("2.0001")), "segment_km_is_in_whole_metres"),
        (NumericRange(-1, 2), "segment_km_is_a_finite_length"),
        (NumericRange(1, 60), "segment_lies_on_its_line"),
        (NumericRange(1, 2), "segments_of_a_line_do_not_overlap"),
    ],
)
def test_a_segment_is_a_bounded_stretch_of_its_line(border, km, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        put_segment(km=km)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "a_kilometre_has_one_status_at_a_time"),
        ({"km": NumericRange(1, 1)}, "status_km_is_(not_empty|half_open)"),
        ({"km": NumericRange(1, None)}, "status_km_has_both_bounds"),
        ({"km": NumericRange(1, Decimal("1.0001"))}, "status_km_is_in_whole_metres"),
        ({"km": NumericRange(956, 957)}, "status_lies_on_its_line"),
        ({"valid": DateRange(date(2017, 2, 7), date(2017, 2, 7))}, "status_holds_for_some_time"),
        ({"status": "ours"}, "status_is_a_known_one"),
    ],
)
def test_a_status_is_a_bounded_stretch_with_a_span_of_days(border, values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        put_status(**values)


@pytest.mark.parametrize("table", ["segment", "segmentstatus"])
@pytest.mark.parametrize("bound", ["NaN", "Infinity"])
def test_a_kilometre_is_a_number(border, table, bound):
    with (
        pytest.raises(IntegrityError, match="lies_on_its_line"),
        as_owner(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE segments_{table} SET km = numrange(lower(km), %s::numeric) WHERE line_id = 'vorukh'", [bound]
        )


def test_the_length_of_a_line_is_geodesic(border):
    metres = {}
    for edge in edges():
        metres[edge.line] = metres.get(edge.line, 0) + edge.length

    lengths = dict(BorderLine.objects.values_list("code", "length_km"))

    assert lengths == {line: round(Decimal(length / 1000), 3) for line, length in metres.items()}


def test_each_vertex_of_a_line_knows_its_kilometre(border):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, ST_SRID(measured), array_agg(ST_M(geom) ORDER BY path)"
            " FROM segments_borderline, ST_DumpPoints(measured) GROUP BY code, measured"
        )
        measured = {code: (srid, marks) for code, srid, marks in cursor.fetchall()}

    for line, (srid, marks) in measured.items():
        reference = [edge.from_m / 1000 for edge in edges() if edge.line == line]
        assert srid == 32642
        assert marks[:-1] == pytest.approx(reference, abs=1e-6)


def test_a_segment_is_cut_from_its_line_and_again_when_the_line_changes(border):
    segment = Segment.objects.get(code="s03")
    line = segment.line
    before = segment.geometry.coords
    vertices = {(round(x, 6), round(y, 6)) for x, y in line.geometry.coords}
    assert {(round(x, 6), round(y, 6)) for x, y in before[1:-1]} <= vertices

    with as_owner():
        shifted = line.geometry.clone()
        x, y = (round(degrees, 6) for degrees in before[10])
        index = line.geometry.coords.index((x, y))
        shifted[index] = (x + 0.0001, y)
        line.geometry = shifted
        line.save()
    segment.refresh_from_db()

    assert (x + 0.0001, y) in [pytest.approx(pair, abs=1e-7) for pair in segment.geometry.coords]


def test_a_line_cannot_end_before_what_lies_on_it(border):
    line = BorderLine.objects.get(code="vorukh")
    line.geometry = LineString(line.geometry.coords[:70], srid=4326)

    with pytest.raises(IntegrityError, match="lies_on_its_line"), as_owner(), transaction.atomic():
        line.save()

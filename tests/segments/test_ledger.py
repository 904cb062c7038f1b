"""Defined and undefined kilometres as of any day."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from segments.ledger import ledger_at, status_label
from segments.models import SegmentState, SegmentStatus
from segments.stretches import stretches_at
from tests.conftest import as_owner

FIRST = date(2017, 2, 7)


def totals():
    with (settings.BASE_DIR / "data" / "ledger_totals.csv").open() as lines:
        return [
            (date.fromisoformat(row["valid_from"]), Decimal(row["total_km"]), Decimal(row["defined_km"]))
            for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(("day", "total", "defined"), totals())
def test_the_ledger_gives_the_published_totals(border, day, total, defined):
    ledger = ledger_at(day)

    assert (ledger.total_km, ledger.defined_km, ledger.undefined_km) == (total, defined, total - defined)


@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(1990, 1, 1), date(2030, 12, 31)))
@example(day=FIRST)
@example(day=date(2025, 3, 12))
@example(day=date(2025, 3, 13))
def test_segments_sum_to_the_totals_on_any_day(border, day):
    ledger = ledger_at(day)

    assert sum(row.length_km for row in ledger.segments) == ledger.total_km
    assert sum(row.defined_km for row in ledger.segments) == ledger.defined_km
    assert sum(row.undefined_km for row in ledger.segments) == ledger.undefined_km
    assert ledger.defined_km + ledger.undefined_km == ledger.total_km
    for row in ledger.segments:
        assert row.defined_km + row.undefined_km == row.length_km
        assert min(row.defined_km, row.undefined_km) >= 0
        assert row.length_km == row.length_km.quantize(Decimal("0.001"))


def test_in_2017_the_karamyk_part_of_s14_is_undefined(border):
    ledger = ledger_at(FIRST)
    s14 = next(row for row in ledger.segments if row.code == "s14")

    assert s14.measured_undefined_km == Decimal("50.299")
    assert s14.status == "mixed"
    assert [row.code for row in ledger.segments if row.status == "mixed"] == ["s14"]
    assert ledger.is_apportioned


def test_before_the_first_total_it_is_carried_back_and_says_so(border):
    ledger = ledger_at(date(1995, 6, 1))

    assert ledger.is_carried_back
    assert ledger.total_km == 970
    assert "carried back" in ledger.basis
    assert not ledger_at(FIRST).is_carried_back


def test_kayragach_counts_until_the_treaty(border):
    before, after = ledger_at(date(2025, 3, 12)), ledger_at(date(2025, 3, 13))

    assert "kayragach" in [row.code for row in before.segments]
    assert "kayragach" not in [row.code for row in after.segments]
    assert (before.measured_km, after.measured_km) == (Decimal("1020.822"), Decimal("1016.499"))
    assert {row.status for row in after.segments} == {"delimited"}
    assert not after.is_apportioned


def test_what_no_status_covers_is_undefined(border):
    with as_owner():
        SegmentStatus.objects.filter(line="vorukh", valid__contains=date(2026, 1, 1)).delete()

    ledger = ledger_at(date(2026, 1, 1))
    vorukh = next(row for row in ledger.segments if row.code == "vorukh")

    assert (vorukh.status, vorukh.defined_km) == ("undefined", 0)
    assert sum(row.undefined_km for row in ledger.segments) == ledger.undefined_km == vorukh.length_km


def test_a_better_status_on_part_of_a_segment_makes_it_mixed_and_keeps_the_sums(border):
    with as_owner():
        row = SegmentStatus.objects.get(line="vorukh", valid__contains=date(2026, 1, 1))
        whole = row.km
        row.km = type(whole)(whole.lower, Decimal("20.5"))
        row.save()
        row.pk, row.status = None, SegmentState.DEMARCATED
        row.km = type(whole)(Decimal("20.5"), whole.upper)
        row.save()

    ledger = ledger_at(date(2026, 1, 1))
    vorukh = next(row for row in ledger.segments if row.code == "vorukh")

    assert (vorukh.status, vorukh.undefined_km) == ("mixed", 0)
    assert sum(row.length_km for row in ledger.segments) == ledger.total_km


def test_stretches_tile_the_segments(border):
    for day in (FIRST, date(2022, 4, 1), date(2026, 1, 1)):
        ends = {}
        for stretch in stretches_at(day, border=border.code):
            assert stretch.from_km == ends.get(stretch.line, 0)
            ends[stretch.line] = stretch.to_km
        assert ends["main"] == Decimal("956.886")


def test_a_ledger_takes_few_queries(border, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        ledger_at(FIRST, border=border)


def test_every_status_has_a_label():
    assert [status_label(code) for code in ("undefined", "mixed")] == ["Not described", "Partly described"]

"""What is shared of a place tells no more than the coarse place itself."""

from collections import defaultdict
from datetime import date
from typing import Any

from incidents.siting import site_of
from tests.segments.reference import edges, points_near

STEP = 0.0015  # some 150 m
DAY = date(2026, 5, 3)


def test_every_point_of_a_cell_is_shared_with_the_same_kilometre_and_distance(border: Any) -> None:
    shared: dict[Any, set[Any]] = defaultdict(set)

    for lon, lat in points_near(edges(), 30, seed=519, within_m=1_500):
        for east in (-STEP, 0, STEP):
            for north in (-STEP, 0, STEP):
                site = site_of(location=(lon + east, lat + north), place=None, precision=2, on=DAY)
                assert site is not None
                cell = (site.shared.coords, site.segment)
                shared[cell].add((site.shared_km_m, site.shared_distance_m, site.place))

    assert {cell: said for cell, said in shared.items() if len(said) > 1} == {}

"""Cells: every incident is in one cell or without a place, and marks stand clear of each other."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cells import SINGLES_FROM_ZOOM, Cell, _overlap, merged
from people.models import User

URL = "/api/v1/incidents/cells/"
REGION = "67,37.5,75,41.5"
FAR_EAST = (73.2, 39.45)


def cell(n: int, lon: float, lat: float, key: int = 1) -> Cell:
    return Cell(n=n, lon=lon, lat=lat, max_severity=1, key=key)


def test_every_incident_is_in_a_cell_or_without_a_place(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer)
    report(officer, severity=5)
    report(officer, location=FAR_EAST, confirm_far=True)
    report(officer, location_unknown=True)

    answer = asks(analyst, URL, bbox=REGION, zoom=9)

    assert sorted(found["n"] for found in answer["cells"]) == [1, 2]
    assert [found["max_severity"] for found in answer["cells"]] == [5, 3]
    assert (answer["without_place"], answer["total"]) == (1, 4)


def test_a_cell_of_one_leads_to_its_incident(report: Any, asks: Any, officer: User, analyst: User) -> None:
    incident = report(officer)

    (only,) = asks(analyst, URL, bbox=REGION, zoom=9)["cells"]

    assert only["id"] == str(incident.pk)
    assert only["url"].endswith(incident.get_absolute_url())


def test_the_place_of_a_cell_is_no_finer_than_what_both_sides_may_know(report: Any, asks: Any, officer: User) -> None:
    incident = report(officer)

    (only,) = asks(officer, URL, bbox=REGION, zoom=20)["cells"]

    assert (only["lon"], only["lat"]) == (round(incident.location.x, 5), round(incident.location.y, 5))


def test_what_lies_outside_the_box_is_neither_drawn_nor_without_a_place(
    report: Any, asks: Any, officer: User, analyst: User
) -> None:
    report(officer)
    report(officer, location=FAR_EAST, confirm_far=True)

    answer = asks(analyst, URL, bbox="70,39.5,71,40.5", zoom=10)

    assert [found["n"] for found in answer["cells"]] == [1]
    assert (answer["without_place"], answer["total"]) == (0, 1)


def test_filters_are_those_of_the_list(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer)
    report(officer, severity=5, cause="movement")

    assert asks(analyst, URL, zoom=9, cause="movement")["total"] == 1
    assert asks(analyst, URL, zoom=9, severity="1,2")["total"] == 0


def test_drafts_of_one_side_change_no_cell_of_the_other(
    report: Any, asks: Any, officer: User, counterpart: User, analyst: User
) -> None:
    report(officer)
    for zoom in (6, 12, 18):
        before = {user: asks(user, URL, bbox=REGION, zoom=zoom) for user in (counterpart, analyst)}

        report(officer, visibility="own", severity=5)
        report(officer, visibility="own", location_unknown=True)

        assert {user: asks(user, URL, bbox=REGION, zoom=zoom) for user in before} == before
    assert asks(officer, URL, bbox=REGION, zoom=6)["total"] == 7


def test_bad_input_is_refused_by_name(client: Any, analyst: User) -> None:
    client.force_login(analyst)
    bad: list[tuple[dict[str, Any], str]] = [
        ({}, "zoom"),
        ({"zoom": "23"}, "zoom"),
        ({"zoom": "-1"}, "zoom"),
        ({"zoom": "9.5"}, "zoom"),
        ({"zoom": "9" * 400}, "zoom"),
        ({"zoom": "9", "bbox": "1,2,3"}, "bbox"),
        ({"zoom": "9", "bbox": "nan,38,71,40"}, "bbox"),
        ({"zoom": "9", "bbox": "70,38,1e999,40"}, "bbox"),
        ({"zoom": "9", "bbox": "7800000,4700000,7900000,4800000"}, "bbox"),
        ({"zoom": "9", "bbox": "71,38,70,40"}, "bbox"),
        ({"zoom": "9", "bbox": ["67,38,75,41", "67,38,75,41"]}, "bbox"),
        ({"zoom": "9", "cause": "weather"}, "cause"),
        ({"zoom": "9", "weather": "1"}, "weather"),
        ({"zoom": "9", "cursor": "x"}, "cursor"),
    ]

    for query, name in bad:
        answer = client.get(URL, query)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [name]), query


def test_a_box_outside_the_region_is_empty(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer)

    assert asks(analyst, URL, bbox="-10,50,0,55", zoom=9) == {"cells": [], "without_place": 0, "total": 0}


def test_cells_take_two_statements_however_many_incidents(
    report: Any, client: Any, officer: User, analyst: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        report(officer)
    client.force_login(analyst)

    # Session, user, two savepoints and their ends, the actor, the cells, the singles.
    with django_assert_max_num_queries(9):
        client.get(URL, {"bbox": REGION, "zoom": 9})


places = st.tuples(st.floats(69, 74), st.floats(38.5, 40.5), st.integers(1, 5000))


@given(found=st.lists(places, max_size=40), zoom=st.integers(5, SINGLES_FROM_ZOOM - 1))
@settings(max_examples=60, deadline=None)
def test_no_two_marks_overlap_and_none_is_lost(found: list[tuple[float, float, int]], zoom: int) -> None:
    cells = [cell(n, lon, lat, key) for key, (lon, lat, n) in enumerate(found)]
    total = sum(one.n for one in cells)

    kept = merged(cells, zoom)

    assert sum(one.n for one in kept) == total
    assert not any(_overlap(one, other, 256 * 2**zoom) for one, other in combinations(kept, 2))

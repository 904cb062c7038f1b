"""The geometry of the month histogram."""

from datetime import date

import pytest

from people.histogram import FLOOR, TOP, Month, layout, nice_top


def months(*totals: int) -> list[Month]:
    return [Month(date(2019 + i // 12, i % 12 + 1, 1), n, 0) for i, n in enumerate(totals)]


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (5, 6), (6, 6), (7, 8), (41, 50), (100, 100), (999, 1000)])
def test_the_scale_ends_at_an_even_number_not_far_above(most: int, top: int):
    assert nice_top(most) == top


def test_the_scale_always_holds_the_highest_bar():
    for most in range(2000):
        assert most <= nice_top(most)


def test_the_highest_month_reaches_no_higher_than_the_grid():
    drawing = layout(months(1, 6, 3), 800)

    assert min(bar["pale_y"] for bar in drawing["bars"]) >= TOP  # type: ignore[attr-defined]
    assert all(bar["pale_y"] + bar["pale_h"] == pytest.approx(FLOOR, abs=0.2) for bar in drawing["bars"])  # type: ignore[attr-defined]


def test_each_year_is_named_where_there_is_room_and_few_where_there_is_none():
    wide, narrow = layout(months(*[1] * 204), 800), layout(months(*[1] * 204), 328)

    assert sum(y["shown"] for y in wide["years"]) == 17  # type: ignore[attr-defined]
    assert 5 <= sum(y["shown"] for y in narrow["years"]) <= 10  # type: ignore[attr-defined]


def test_no_month_draws_an_empty_frame():
    assert layout([], 800)["bars"] == []

"""Times and places: what is measured, and how far apart still counts as the same."""

from datetime import date, timedelta
from math import ceil

from incidents.comparison.geodesic import metres_between
from incidents.comparison.said import Moment, PlaceSaid
from incidents.comparison.verdicts import FactComparison, Note, Tolerance, Verdict

# Within how many metres of the stated point the place lies, by precision; beyond 4 a place is an area.
RADIUS_M = {1: 40, 2: 500, 3: 2_000, 4: 5_000}
# What a place of each coarser precision names.
AREA = {5: "segment", 6: "district", 7: "region"}

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def compare_moments(key: str, a: Moment, b: Moment, *, minutes: int) -> FactComparison:
    """Compare two moments as instants, whatever clock each was read from.

    Two times of day may lie `minutes` apart, and an hour more for each that is only *about*. A time and a day,
    week or month agree where the time falls into the days as stated; two of days where the days overlap.
    """
    if not a.is_a_time and not b.is_a_time:
        return _compare_days(key, a, b)
    allowed = minutes * MINUTE + a.slack + b.slack
    if a.is_a_time and b.is_a_time:
        rule, apart = "instants", abs(a.at - b.at)
    else:
        time, days = (a, b) if a.is_a_time else (b, a)
        first, end = days.span
        rule, apart = days.precision, max(first - time.at, time.at - end, timedelta())
    return FactComparison(
        key,
        Verdict.AGREE if apart <= allowed else Verdict.DIFFER,
        a,
        b,
        Tolerance(rule, "minute", allowed // MINUTE, ceil(apart / MINUTE)),
    )


def _compare_days(key: str, a: Moment, b: Moment) -> FactComparison:
    """Compare days as dates: two neighbouring ones are not one because midnight falls at two moments."""
    apart = _days_between(a.days, b.days)
    tolerance = Tolerance("dates", "day", 0, apart)
    if not apart:
        return FactComparison(key, Verdict.AGREE, a, b, tolerance)
    (a_from, a_to), (b_from, b_to) = a.span, b.span
    meet = a_from < b_to and b_from < a_to
    return FactComparison(key, Verdict.DIFFER, a, b, tolerance, Note.DAYS_MEET_BY_CLOCK if meet else None)


def _days_between(a: tuple[date, date], b: tuple[date, date]) -> int:
    return max((a[0] - b[1]).days, (b[0] - a[1]).days, 0)


def compare_places(key: str, a: PlaceSaid, b: PlaceSaid, *, metres: int) -> FactComparison:
    """Compare two places: points by their distance, areas by what both lie in.

    Points may lie `metres` apart and the radii of both precisions more. Where one side names only a stretch of
    the border, both agree if the stretch is the same, and differ if not: stretches do not overlap. Districts and
    regions meet at the border, so that two different ones say nothing of the distance.
    """
    coarsest = max(a.precision, b.precision)
    if coarsest in AREA:
        return _compare_areas(key, a, b, AREA[coarsest])
    apart = metres_between(a.point, b.point)
    allowed = metres + RADIUS_M[a.precision] + RADIUS_M[b.precision]
    return FactComparison(
        key,
        Verdict.AGREE if apart <= allowed else Verdict.DIFFER,
        a,
        b,
        Tolerance("distance", "metre", allowed, ceil(apart)),
    )


def _compare_areas(key: str, a: PlaceSaid, b: PlaceSaid, area: str) -> FactComparison:
    of_a, of_b = getattr(a, area), getattr(b, area)
    is_same_point = (a.point, a.precision) == (b.point, b.precision)
    if is_same_point or (of_a and of_a == of_b):
        return FactComparison(key, Verdict.AGREE, a, b, Tolerance(area))
    if area == "segment" and of_a and of_b:
        return FactComparison(key, Verdict.DIFFER, a, b, Tolerance(area))
    return FactComparison(key, Verdict.SILENT, a, b, Tolerance(area), Note.PLACE_TOO_COARSE)

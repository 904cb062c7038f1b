"""Every number of the dashboard, counted in one statement over one set of incidents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, Value, When

from analysis.counts import local_month
from incidents.codes import Origin
from incidents.workflow import SETTLED

FACETS = ("severity", "cause", "form", "status", "origin")
GRAVE = 4
MEMORY = "32MB"

# `fails` is 0 where a row meets every facet, the facet's position from 1 where it misses that one alone, -1 where it
# is a source's sum that meets them all, null where it misses more: such a row counts nowhere. So each facet can say
# what its other values would give, and all of it comes from the same pass over the rows.
_SQL = """
SELECT grouping(month, cause, status, forms), month, severity, placed, cause, status, origin, forms, fails, count(*)
FROM ({incidents}) AS counted
GROUP BY GROUPING SETS
  ((month, severity, placed, fails), (cause, fails), (status, origin, fails), (forms, fails))
"""
# The bits of grouping(): set where the column is not of the set.
_BY_MONTH, _BY_CAUSE, _BY_STATUS, _BY_FORMS = 0b0111, 0b1011, 0b1101, 0b1110


@dataclass
class Tally:
    """Counts of one set of incidents. `by[facet][code]` ignores the facet's own filter, and heeds all others."""

    total: int = 0
    grave: int = 0
    open: int = 0
    without_place: int = 0
    sums_of_sources: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {facet: Counter() for facet in FACETS})
    # First day of the month on the stated clock: severity 1 to 3, and 4 to 5.
    months: dict[date, tuple[int, int]] = field(default_factory=dict)


def tally(queryset: Any, *, chosen: Mapping[str, Q | None]) -> Tally:
    """Count a queryset narrowed by everything but the facets; `chosen` has the condition of each that is set."""
    rows = queryset.order_by().annotate(
        month=local_month(),
        placed=ExpressionWrapper(Q(map_key__isnull=False), output_field=BooleanField()),
        fails=_fails({facet: condition for facet, condition in chosen.items() if condition is not None}),
    )
    columns = ("month", "severity", "placed", "cause", "status", "origin", "forms", "fails")
    found = Tally()
    try:
        sql, params = rows.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return found
    with connection.cursor() as cursor:
        # The planner cannot know how few months there are; with room it hashes instead of sorting all rows.
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
        cursor.execute(_SQL.format(incidents=sql), params)
        for group, *values, n in cursor.fetchall():
            _count(found, group, values, n)
    return found


def _fails(conditions: Mapping[str, Q]) -> Case:
    def all_but(facet: str | None) -> Q:
        met = Q()
        for other, condition in conditions.items():
            if other != facet:
                met &= condition
        return met

    counts = Q(is_aggregate=False)
    whens = [When(all_but(None) & counts, then=Value(0))]
    if conditions:
        whens.append(When(all_but(None), then=Value(-1)))
    whens += [When(all_but(facet) & counts, then=Value(FACETS.index(facet) + 1)) for facet in conditions]
    # Without a facet only a source's sum is left over.
    return Case(*whens, default=None if conditions else Value(-1), output_field=IntegerField(null=True))


def _count(found: Tally, group: int, values: list[Any], n: int) -> None:
    month, severity, placed, cause, status, origin, forms, fails = values
    if fails is None:
        return

    def meets_the_others(facet: str) -> bool:
        return fails in (0, FACETS.index(facet) + 1)

    if group == _BY_MONTH:
        if fails == -1:
            found.sums_of_sources += n
        if meets_the_others("severity"):
            found.by["severity"][str(severity)] += n
        if fails == 0:
            grave = n if severity >= GRAVE else 0
            found.total += n
            found.grave += grave
            found.without_place += 0 if placed else n
            pale_so_far, grave_so_far = found.months.get(month.date(), (0, 0))
            found.months[month.date()] = (pale_so_far + n - grave, grave_so_far + grave)
    elif group == _BY_CAUSE and meets_the_others("cause"):
        found.by["cause"][cause] += n
    elif group == _BY_STATUS:
        if meets_the_others("status"):
            found.by["status"][status] += n
        if meets_the_others("origin"):
            found.by["origin"][origin] += n
        # What a public source tells is history: nobody has to act on it.
        if fails == 0 and status not in SETTLED and origin != Origin.PUBLIC_SOURCE:
            found.open += n
    elif group == _BY_FORMS and meets_the_others("form"):
        for form in forms:
            found.by["form"][form] += n

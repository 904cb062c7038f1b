"""Counts of incidents by any of their coded facts, on the clock each was stated on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Expression,
    F,
    Func,
    IntegerField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from incidents.codes import TimePrecision
from people.models import Clock

MOST_RESULTS = 10_000


class LocalStart(Func):
    """The start on the clock it was stated on, as a time without a zone.

    Bishkek is UTC+6 and Dushanbe UTC+5 at every date: the summer time of Bishkek ended in 2005, and what was
    stated since is what counts.
    """

    template = f"""(%(expressions)s AT TIME ZONE 'UTC' + CASE "incidents_incident"."clock"
        WHEN '{Clock.BISHKEK.value}' THEN interval '6 hours' ELSE interval '5 hours' END)"""
    output_field = DateTimeField()

    def __init__(self) -> None:
        super().__init__(F("occurred_at"))


def local_month() -> Expression:
    """Return the first day of the month, on the stated clock, as a timestamp."""
    return Func(Value("month"), LocalStart(), function="date_trunc", output_field=DateTimeField())


def _part(name: str) -> Expression:
    return Cast(Func(Value(name), LocalStart(), function="date_part", output_field=IntegerField()), IntegerField())


def _where_stated(expression: Expression, *precisions: str) -> Expression:
    """Return the expression where the time was stated that finely, else null: nobody said an hour of "that day"."""
    return Case(When(time_precision__in=precisions, then=expression), output_field=expression.output_field)


MINUTE, HOUR, DAY, WEEK = TimePrecision.MINUTE, TimePrecision.HOUR, TimePrecision.DAY, TimePrecision.WEEK

DIMENSIONS: dict[str, Any] = {
    "month": local_month(),
    "week": _where_stated(
        Func(Value("week"), LocalStart(), function="date_trunc", output_field=DateTimeField()), MINUTE, HOUR, DAY, WEEK
    ),
    "weekday": _where_stated(_part("isodow"), MINUTE, HOUR, DAY),
    "hour": _where_stated(_part("hour"), MINUTE, HOUR),
    "cause": F("cause"),
    "form": Func(
        Func(
            Func(F("forms"), Value("{}"), template="NULLIF(%(expressions)s::varchar[])", output_field=CharField()),
            template="COALESCE(%(expressions)s, ARRAY[NULL]::varchar[])",
            output_field=CharField(),
        ),
        function="unnest",
        output_field=CharField(),
    ),
    "severity": F("severity"),
    "segment": F("segment_id"),
    "sector": F("sector_id"),
    "side": F("side_id"),
    "status": F("status"),
}
# An incident may count under several of these values.
MULTI_VALUED = ("form",)


def dimensions_of(text: str) -> list[str]:
    """Return the dimensions of `by=a,b`.

    :raises ValidationError: unless each is known and named once.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in DIMENSIONS:
            known = ", ".join(DIMENSIONS)
            words = _("“%(name)s” is not one of %(known)s.") % {"name": name[:40], "known": known}
            raise ValidationError({"by": [words]})
    if len(set(names)) != len(names):
        raise ValidationError({"by": [_("Name each only once.")]})
    return names


def aggregate(queryset: Any, *, by: Sequence[str]) -> dict[str, Any]:
    """Count the incidents of a queryset by dimensions; null stands for what is not known of an incident.

    :raises ValidationError: if there are more combinations than anybody can read.
    """
    columns = {f"by_{name}": DIMENSIONS[name] for name in by}
    counted = queryset.order_by().annotate(**columns).values(*columns).annotate(n=Count("pk"))
    order = [F(column).asc(nulls_last=True) for column in columns]
    rows = list(counted.order_by(*order).values_list(*columns, "n")[: MOST_RESULTS + 1])
    if len(rows) > MOST_RESULTS:
        raise ValidationError({"by": [_("Too many combinations. Count by fewer, or narrow the filter.")]})
    several = [name for name in by if name in MULTI_VALUED]
    answer: dict[str, Any] = {
        "by": list(by),
        "results": [
            {**{name: _plain(name, value) for name, value in zip(by, row, strict=False)}, "n": row[-1]} for row in rows
        ],
        "total": queryset.count() if several else sum(row[-1] for row in rows),
    }
    if several:
        answer["multi_valued"] = several
    return answer


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return f"{value:%Y-%m}" if name == "month" else f"{value:%Y-%m-%d}"


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one to another, both included."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months

"""The statuses of one segment through time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from segments.models import Protocol, Segment, SegmentState, SegmentStatus


@dataclass(frozen=True)
class Part:
    """Kilometres of a segment with one status."""

    from_km: Decimal
    to_km: Decimal
    status: SegmentState

    @property
    def length_km(self) -> Decimal:
        return self.to_km - self.from_km


@dataclass(frozen=True)
class Span:
    """Days in which nothing changed on a segment. `since` or `until` is None where there is no such day."""

    since: date | None
    until: date | None
    parts: list[Part]
    is_apportioned: bool
    notes: list[str]
    sources: list[str]
    protocols: list[Protocol]


def history_of(segment: Segment) -> list[Span]:
    """Return the spans of a segment, latest first; one query."""
    rows = (
        SegmentStatus.objects.filter(line=segment.line_id, km__overlap=segment.km)
        .select_related("protocol")
        .order_by("valid", "km")
    )
    spans = [_span(segment, list(group)) for _, group in groupby(rows, lambda row: row.valid)]
    return spans[::-1]


def _span(segment: Segment, rows: list[SegmentStatus]) -> Span:
    return Span(
        since=rows[0].valid.lower,
        until=rows[0].valid.upper,
        parts=list(_parts(segment, rows)),
        is_apportioned=any(row.is_apportioned for row in rows),
        notes=list(dict.fromkeys(row.note for row in rows if row.note)),
        sources=list(dict.fromkeys(row.source for row in rows)),
        protocols=list(dict.fromkeys(row.protocol for row in rows if row.protocol)),
    )


def _parts(segment: Segment, rows: list[SegmentStatus]) -> Iterator[Part]:
    """Yield what lies on the segment, neighbours of one status as one."""
    for status, group in groupby(rows, lambda row: row.status):
        ranges = [row.km for row in group]
        start, end = max(ranges[0].lower, segment.km.lower), min(ranges[-1].upper, segment.km.upper)
        yield Part(start, end, SegmentState(status))

"""Which incidents may be the same as this one, or belong to it: near it in place and time, as far as both are known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import F, Q

from incidents.codes import Origin, Status, TimePrecision
from incidents.comparison.geodesic import metres_between
from incidents.comparison.measured import RADIUS_M
from incidents.comparison.said import Moment
from incidents.models import Account, Incident, IncidentLink
from incidents.reading import Reading, readings
from people.models import User

WITHIN_M = 5_000
WITHIN = timedelta(hours=48)
# Where a place is not known, or only a stretch, district or region is named: the same sector, and about the same time.
WITHIN_SECTOR = timedelta(hours=6)
MOST = 5
# Looked at more closely; more than these within a few kilometres and two days are beyond what anybody reads.
CANDIDATES = 20
# How far the moments meant may lie from the one stated, at most.
WIDTH = {
    TimePrecision.MINUTE: timedelta(),
    TimePrecision.HOUR: timedelta(hours=1),
    TimePrecision.DAY: timedelta(days=1),
    TimePrecision.WEEK: timedelta(days=7),
    TimePrecision.MONTH: timedelta(days=31),
}
# From a shared place, the middle of a cell, to the exact one of an open account.
COARSENING_M = 1_000
METRES_A_DEGREE = 111_000
# What was exercised or made up is not what happened.
KIN = {
    Origin.EXERCISE: (Origin.EXERCISE,),
    Origin.SYNTHETIC: (Origin.SYNTHETIC,),
    Origin.OFFICIAL: (Origin.OFFICIAL, Origin.PUBLIC_SOURCE),
    Origin.PUBLIC_SOURCE: (Origin.OFFICIAL, Origin.PUBLIC_SOURCE),
}


@dataclass(frozen=True)
class Similar:
    """One incident that may be the same: as its reader may read it, how far away, and how far apart in time.

    `distance_m` is None where one of the two places is not known well enough to measure. `apart` is between the
    instants, whatever clock each was stated on; `is_days` says that one was stated no better than as a day.
    """

    read: Reading
    distance_m: float | None
    apart: timedelta
    is_days: bool

    @property
    def own_account(self) -> Account | None:
        """What the reader's side has written of it, if it has."""
        return self.read.account if self.read.is_own else None


def similar_to(read: Reading) -> list[Similar]:
    """Return what may be the same incident or belong to it, nearest first, of what the reader may know of.

    Within 5 km and 48 hours, both precisions counted. Exact places are those of accounts open to the reader, else
    the shared ones. What was joined to another, or linked to this one already, is left out. Works for an incident
    that is not saved yet.
    """
    incident = read.incident
    if incident.status == Status.JOINED or incident.is_aggregate:
        return []
    rows = _candidates(read)
    found = [one for each in readings(rows, read.reader) if (one := _compared(read, each)) is not None]
    far = float("inf")
    found.sort(key=lambda one: (far if one.distance_m is None else one.distance_m, one.apart, str(one.read.incident)))
    return found[:MOST]


def _candidates(read: Reading) -> list[Incident]:
    incident = read.incident
    others = (
        Incident.objects.visible_to(read.reader)
        .filter(border=incident.border_id, origin__in=KIN[Origin(incident.origin)], is_aggregate=False)
        .exclude(pk=incident.pk)
        .exclude(status=Status.JOINED)
        .exclude(pk__in=_linked(incident, read.reader))
        .for_reading()
    )
    rows: list[Incident] = []
    if _is_pinned(read):
        rows += _near(others, read)
    if incident.sector_id is not None:
        rows += _in_sector(others, read)
    return rows


def _linked(incident: Incident, reader: User) -> list[Any]:
    ends = IncidentLink.objects.visible_to(reader).live().of(incident).values_list("from_incident", "to_incident")
    return [pk for pair in ends for pk in pair if pk != incident.pk]


def _is_pinned(read: Reading) -> bool:
    """Whether the place is known well enough to measure from."""
    return read.location is not None and read.location_precision in RADIUS_M


def _near(others: Any, read: Reading) -> list[Incident]:
    assert read.location is not None
    lon, lat = read.location
    metres = WITHIN_M + RADIUS_M[read.location_precision or 2] + max(RADIUS_M.values()) + COARSENING_M
    high = metres / METRES_A_DEGREE
    narrow = cos(radians(lat))
    wide = high / narrow
    return list(
        others.filter(
            # Plain numbers, which an index takes behind row security.
            lon__range=(lon - wide, lon + wide),
            lat__range=(lat - high, lat + high),
            location_precision__in=list(RADIUS_M),
        )
        .filter(_about_the_time(read.incident, WITHIN))
        .order_by(
            ((F("lon") - lon) * narrow) * ((F("lon") - lon) * narrow) + (F("lat") - lat) * (F("lat") - lat), "pk"
        )[:CANDIDATES]
    )


def _in_sector(others: Any, read: Reading) -> list[Incident]:
    rows = others.filter(sector=read.incident.sector_id).filter(_about_the_time(read.incident, WITHIN_SECTOR))
    if _is_pinned(read):
        rows = rows.filter(Q(location__isnull=True) | ~Q(location_precision__in=list(RADIUS_M)))
    return list(rows.newest_first()[:CANDIDATES])


def _span(incident: Incident) -> tuple[datetime, datetime]:
    """Return the first and the last moment at which it may have begun."""
    said = Moment(incident.occurred_at, incident.time_precision, incident.clock)
    if said.is_a_time:
        return said.at - said.slack, said.at + said.slack
    return said.span


def _about_the_time(incident: Incident, within: timedelta) -> Q:
    first, last = _span(incident)
    widest = max(WIDTH.values())
    # The widest range is what the index sees; the others cut it by how well each time is known.
    each = Q()
    for precision, width in WIDTH.items():
        each |= Q(time_precision=precision, occurred_at__range=(first - within - width, last + within + width))
    return Q(occurred_at__range=(first - within - widest, last + within + widest)) & each


def _compared(read: Reading, other: Reading) -> Similar | None:
    """Return how far apart two incidents are, or None where that is too far."""
    first, last = _span(read.incident)
    other_first, other_last = _span(other.incident)
    gap = max(first - other_last, other_first - last, timedelta())
    is_days = not all(each.incident.time_precision in {"minute", "hour"} for each in (read, other))
    apart = gap if is_days else abs(read.incident.occurred_at - other.incident.occurred_at)
    if not (_is_pinned(read) and _is_pinned(other)):
        is_near = gap <= WITHIN_SECTOR and read.incident.sector_id == other.incident.sector_id
        return Similar(other, None, apart, is_days) if is_near else None
    assert read.location is not None
    assert other.location is not None
    metres = metres_between(read.location, other.location)
    allowed = WITHIN_M + RADIUS_M[read.location_precision or 2] + RADIUS_M[other.location_precision or 2]
    return Similar(other, metres, apart, is_days) if gap <= WITHIN and metres <= allowed else None

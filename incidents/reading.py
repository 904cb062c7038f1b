"""An incident as one reader may read it: the shared facts, and the account that is open to the reader."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from incidents.allowed import allowed_actions
from incidents.codes import Status
from incidents.joining.accounts import newest
from incidents.models import Account, Incident
from incidents.progress import NOTHING, Progress, progress_of
from incidents.reach import writes_on
from incidents.titles import title_for
from people.models import User

Row = TypeVar("Row")
# One side has acted, and the other has not yet.
ONE_SIDED = (Status.LOCALISING, Status.CLOSED_BY_ONE)


@dataclass(frozen=True)
class Reading:
    """One incident, its reader, and the account whose words the reader gets: the own side's, else the
    reporting side's once released, else any that is open. None where no account is open."""

    incident: Incident
    account: Account | None
    reader: User
    progress: Progress = NOTHING

    @cached_property
    def may_write(self) -> bool:
        """Whether the reader writes about this incident for a side."""
        return writes_on(self.reader, self.incident)

    @property
    def is_own(self) -> bool:
        side = self.reader.side_id
        return self.account is not None and side is not None and self.account.side_id == side

    @property
    def title(self) -> str:
        return title_for(self.incident, self.account)

    @property
    def summary(self) -> str | None:
        return self.account.summary if self.account else None

    @property
    def location(self) -> tuple[float, float] | None:
        """The exact point of the account, else the shared one; longitude and latitude to a metre."""
        point = self.account.location if self.account and self.account.location else self.incident.location
        return (round(point.x, 5), round(point.y, 5)) if point else None

    @property
    def location_precision(self) -> int | None:
        exact = self.account.location_precision if self.account and self.account.location else None
        return exact or self.incident.location_precision

    @property
    def km_mark(self) -> float | None:
        """Kilometres from the start of the line; whole ones for who may not read an account."""
        exact = self._reported.km_m if self._reported else None
        metres = exact if exact is not None else self.incident.km_m
        return metres / 1000 if metres is not None else None

    @property
    def distance_m(self) -> float | None:
        if self._reported and self._reported.distance_m is not None:
            return round(self._reported.distance_m, 1)
        return self.incident.distance_m

    @property
    def _reported(self) -> Account | None:
        """The account by which the incident lies on its line: the other side's may lie on another."""
        return self.account if self.account and self.account.side_id == self.incident.side_id else None

    @property
    def updated_at(self) -> datetime:
        """When something changed that this reader can see."""
        moments = [self.incident.updated_at, *([self.account.updated_at] if self.account else [])]
        return max(moments)

    @property
    def etag(self) -> str:
        """The version this reader sees; another side's unreleased account never moves it."""
        versions = [(str(self.incident.pk), self.incident.updated_at)]
        if self.account:
            versions.append((str(self.account.pk), self.account.updated_at))
        seen = repr((versions, self.reader.side_id, self.reader.role))
        return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'

    @property
    def allowed_actions(self) -> list[str]:
        """The verbs this reader may use now, in the order of the work."""
        return allowed_actions(self)

    @property
    def closed_by(self) -> str | None:
        """The side that closed it alone, while the other has not."""
        return self.progress.closed_by

    def in_order(self, rows: Iterable[Row], side_of: Callable[[Row], str | None]) -> list[Row]:
        """Return what belongs to sides in the order this reader sees them: the own one first; for a reader of no
        side it turns from one incident number to the next."""
        own = self.reader.side_id
        if own is not None:
            return sorted(rows, key=lambda row: side_of(row) != own)
        is_turned = (self.incident.number or "1")[-1] in "02468"
        return sorted(rows, key=lambda row: side_of(row) or "", reverse=is_turned)


def readings(incidents: Iterable[Incident], reader: User | AnonymousUser) -> list[Reading]:
    """Return each incident as the reader may read it, with one query for all accounts and a few for all threads."""
    if not isinstance(reader, User):
        return []
    incidents = list(incidents)
    # In a list who cannot act is told of the one side that acted alone, and no more.
    acting = incidents if reader.represents_a_side else [one for one in incidents if one.status in ONE_SIDED]
    return _readings(incidents, reader, progress_of(acting))


def reading(incident: Incident, reader: User | AnonymousUser) -> Reading:
    """Return one incident as the reader may read it, with how far it has come."""
    assert isinstance(reader, User)
    (only,) = _readings([incident], reader, progress_of([incident]))
    return only


def _readings(incidents: list[Incident], reader: User, progress: dict[UUID, Progress]) -> list[Reading]:
    visible = Account.objects.visible_to(reader).filter(incident__in=[incident.pk for incident in incidents])
    by_incident = newest(visible, reader)
    return [
        Reading(
            incident,
            _account_for(incident, by_incident.get(incident.pk, []), reader),
            reader,
            progress.get(incident.pk, NOTHING),
        )
        for incident in incidents
    ]


def _account_for(incident: Incident, accounts: list[Account], reader: User) -> Account | None:
    for side in (reader.side_id, incident.side_id):
        for account in accounts:
            if account.side_id == side and (side is not None or incident.side_id is None):
                return account
    return accounts[0] if accounts else None


def instant(moment: datetime | None) -> str | None:
    """Return a moment on the wire: UTC, in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def wire(read: Reading) -> dict[str, Any]:
    """Return the object of DESIGN's *An incident on the wire*, the same on every surface."""
    incident, account = read.incident, read.account
    location = read.location
    return {
        "id": str(incident.pk),
        "number": incident.number,
        "own_number": account.own_number if read.is_own and account else None,
        "title": read.title,
        "occurred_at": instant(incident.occurred_at),
        "occurred_until": instant(incident.occurred_until),
        "time_precision": incident.time_precision,
        "clock": incident.clock,
        "location": {"type": "Point", "coordinates": list(location)} if location else None,
        "location_precision": read.location_precision,
        "place": incident.place_id,
        "segment": incident.segment_id,
        "line": incident.line_id,
        "sector": incident.sector_id,
        "km_mark": read.km_mark,
        "distance_m": read.distance_m,
        "severity": incident.severity,
        "cause": incident.cause,
        "causes": incident.causes,
        "forms": incident.forms,
        "crowd": incident.crowd,
        "status": incident.status,
        "side": incident.side_id,
        "visibility": incident.visibility,
        "origin": incident.origin,
        "is_aggregate": incident.is_aggregate,
        "summary": read.summary,
        "language": account.language if account else None,
        "created_at": instant(incident.created_at),
        "updated_at": instant(read.updated_at),
        "allowed_actions": read.allowed_actions,
        "url": settings.PUBLIC_URL + incident.get_absolute_url(),
    }


def feature(read: Reading) -> dict[str, Any]:
    """Return the same object as a GeoJSON Feature."""
    properties = wire(read)
    return {
        "type": "Feature",
        "id": properties["id"],
        "geometry": properties.pop("location"),
        "properties": properties,
    }

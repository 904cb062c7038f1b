"""Logging an incident: both rows, the thread's first entry, and the alert, in one transaction."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents import alerts
from incidents.accounts.hashing import content_hash
from incidents.codes import AccountState, Crowd, Harm, Origin, Stoppage, TimePrecision, Visibility
from incidents.errors import IdTaken, MayNot, ReplayDiffers
from incidents.models import Account, EntryKind, Incident
from incidents.numbers import draw
from incidents.services.entries import record
from incidents.services.places import put_exact_site, put_site, with_primary
from incidents.services.times import check_times
from incidents.siting import site_of
from people.models import User
from segments.models import Border


def report_incident(*, by: User, id: uuid.UUID | None = None, **facts: Any) -> tuple[Incident, bool]:
    """Record a new incident and queue its alerts; return it, and whether it is new.

    The same id with the same facts from the same user is a replay: it changes nothing and returns what is there.
    `facts` are those of `compose_report`.

    :raises MayNot: unless `by` writes a side's record.
    :raises IdTaken: if the id belongs to another record, seen or unseen.
    :raises ReplayDiffers: if the id came before with other facts.
    """
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not log incidents."))
    id = id or uuid.uuid4()
    digest = digest_of(facts)
    try:
        with transaction.atomic():
            return _report(by=by, id=id, digest=digest, **facts), True
    except IntegrityError as error:
        if "incidents_incident_pkey" not in str(error):
            raise
    # Row security hides the row if it is not ours, and then the answer is the same as for any taken id.
    account = Account.objects.filter(incident_id=id, author=by).select_related("incident").first()
    if account is None:
        raise IdTaken(_("This id is taken. Make a new one."))
    if account.request_digest != digest:
        raise ReplayDiffers(_("This id came before with another body."))
    return account.incident, False


def digest_of(facts: dict[str, Any]) -> str:
    """Return the fingerprint by which the same report is known again."""
    given = {key: value for key, value in facts.items() if value not in (None, "", (), [])}
    return hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()


def compose_report(
    *,
    by: User,
    id: uuid.UUID,
    now: datetime,
    title: str,
    occurred_at: datetime,
    severity: int,
    cause: str,
    location: tuple[float, float] | None = None,
    place: str | None = None,
    location_precision: int | None = None,
    location_unknown: bool = False,
    confirm_far: bool = False,
    occurred_until: datetime | None = None,
    time_precision: str = TimePrecision.MINUTE,
    clock: str | None = None,
    causes: Sequence[str] = (),
    forms: Sequence[str] = (),
    crowd: str = Crowd.UNKNOWN,
    harm: str = Harm.UNKNOWN,
    stoppage: str = Stoppage.UNKNOWN,
    summary: str = "",
    severity_reason: str = "",
    language: str | None = None,
    visibility: str = Visibility.BOTH,
    origin: str = Origin.OFFICIAL,
) -> tuple[Incident, Account]:
    """Return the two rows of a new incident as they would be written, unsaved and without numbers.

    What both sides would read can be shown from them before anything is sent. `location` is longitude and
    latitude in WGS84; without it, `place` stands for it, and without both `location_unknown` must be said.

    :raises OccurredInTheFuture: if `occurred_at` is over 15 minutes ahead.
    :raises UnknownPlace, FarFromEveryLine: see `site_of`.
    """
    check_times(occurred_at, occurred_until, now)
    if location is None and not place and not location_unknown:
        raise ValidationError({"location": [_("Say where it happened, or that the place is unknown.")]})
    site = site_of(
        location=location,
        place=place,
        precision=location_precision,
        on=occurred_at.date(),
        confirm_far=confirm_far,
    )

    assert by.side is not None
    border = Border.objects.filter(sides=by.side).get()
    stated_clock = clock or by.side.time_zone
    incident = Incident(
        id=id,
        border=border,
        side=by.side,
        occurred_at=occurred_at,
        occurred_until=occurred_until,
        time_precision=time_precision,
        clock=stated_clock,
        severity=severity,
        peak_severity=severity,
        cause=cause,
        causes=with_primary(cause, causes),
        forms=sorted(set(forms)),
        crowd=crowd,
        visibility=visibility,
        origin=origin,
        created_at=now,
        updated_at=now,
    )
    put_site(incident, site)
    if site is None:
        sectors = list(by.sectors.all()[:2])
        incident.sector = sectors[0] if len(sectors) == 1 else None
    account = Account(
        incident=incident,
        side=by.side,
        author=by,
        state=AccountState.SUBMITTED,
        title=title,
        summary=summary,
        language=language or by.language,
        occurred_at=occurred_at,
        occurred_until=occurred_until,
        time_precision=time_precision,
        clock=stated_clock,
        cause=incident.cause,
        causes=incident.causes,
        forms=incident.forms,
        crowd="" if crowd == Crowd.UNKNOWN else crowd,
        harm=harm,
        stoppage=stoppage,
        severity_reason=severity_reason,
        created_at=now,
        updated_at=now,
    )
    put_exact_site(account, site)
    return incident, account


def _report(*, by: User, id: uuid.UUID, digest: str, **facts: Any) -> Incident:
    """Write the rows of a new incident; `facts` are those of `compose_report`."""
    incident, account = compose_report(by=by, id=id, now=timezone.now(), **facts)
    assert by.side is not None
    year = incident.local_time.year
    if incident.is_shared:
        incident.number = draw(prefix=incident.border.number_prefix, year=year, side=None, digits=6)
    incident.save(force_insert=True)
    account.own_number = draw(prefix=by.side.code, year=year, side=by.side.code, digits=4)
    account.request_digest = digest
    account.content_hash = content_hash(account)
    account.save(force_insert=True)

    entry = record(
        incident,
        EntryKind.REPORTED,
        by=by,
        at=incident.created_at,
        to_status=incident.status,
        to_severity=incident.severity,
    )
    # Same transaction: an alert is queued if and only if the incident exists.
    alerts.incident_reported(incident, entry)
    return incident

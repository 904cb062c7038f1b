"""Correcting what was reported."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents import alerts
from incidents.codes import Crowd
from incidents.errors import MayNot
from incidents.models import Account, EntryKind, Incident
from incidents.reach import refuse_out_of_reach
from incidents.services.accounts import latest_of, save_working, working_version
from incidents.services.entries import record
from incidents.services.places import put_exact_site, put_site, with_primary
from incidents.services.times import check_times
from incidents.siting import site_of
from people.models import User

OF_ACCOUNT = {"title", "summary", "language", "severity_reason"}
OF_INCIDENT = {"occurred_at", "occurred_until", "time_precision", "clock", "severity", "forms", "crowd"}
OF_PLACE = {"location", "place", "location_precision", "location_unknown"}


@transaction.atomic
def change_facts(*, incident: Incident, by: User, check: Callable[[Incident, Account], None], **facts: Any) -> Incident:
    """Change facts and words of the own side's report; what is not named stays.

    `check` gets both rows once they are locked, and raises if they are not what the client read. Words and
    the exact place go to the account alone and leave the incident's row as it is.

    :raises MayNot: unless `by` writes the record of the side that reported it.
    """
    if not (by.speaks_for_a_side and by.side_id == incident.side_id):
        raise MayNot(_("Only the side that reported an incident changes its facts."))
    refuse_out_of_reach(by, incident)
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    latest = latest_of(incident, by)
    assert latest is not None
    check(incident, latest)

    now = timezone.now()
    account = working_version(incident, latest, by=by, now=now)
    _change(incident, account, facts, by=by, now=now)
    return incident


def _change(incident: Incident, account: Account, facts: dict[str, Any], *, by: User, now: datetime) -> None:
    shared_before, former_severity = _shared(incident), incident.severity
    former_sector = incident.sector_id
    for name in OF_ACCOUNT & facts.keys():
        setattr(account, name, facts[name])
    for name in OF_INCIDENT & facts.keys():
        setattr(incident, name, facts[name])
    if {"cause", "causes"} & facts.keys():
        incident.cause = facts.get("cause", incident.cause)
        incident.causes = with_primary(incident.cause, facts.get("causes", incident.causes))
    check_times(incident.occurred_at, incident.occurred_until, now)
    # Which lines count depends on the day: the outline of an exclave ends with its handover.
    if OF_PLACE & facts.keys() or ("occurred_at" in facts and account.location):
        site = site_of(on=incident.occurred_at.date(), **_place(facts, incident, account))
        put_site(incident, site)
        put_exact_site(account, site)
    incident.peak_severity = max(incident.peak_severity, incident.severity)

    # The signal is part of what the side says, too.
    for name in (OF_INCIDENT - {"severity"}) & facts.keys():
        setattr(account, name, getattr(incident, name))
    account.crowd = "" if account.crowd == Crowd.UNKNOWN else account.crowd
    if {"cause", "causes"} & facts.keys():
        account.cause, account.causes = incident.cause, incident.causes
    save_working(account, now=now)
    if _shared(incident) != shared_before:
        incident.updated_at = now
        incident.save()
        is_level = incident.severity != former_severity
        entry = record(
            incident,
            EntryKind.SEVERITY if is_level else EntryKind.FACTS,
            by=by,
            at=now,
            from_severity=former_severity if is_level else None,
            to_severity=incident.severity if is_level else None,
        )
        if incident.severity > former_severity:
            alerts.severity_rose(incident, entry)
        elif incident.sector_id != former_sector:
            alerts.incident_moved(incident, entry)


def _place(facts: dict[str, Any], incident: Incident, account: Account) -> dict[str, Any]:
    """Return where it happened after an edit; one of the precision alone leaves the point as it is."""
    if facts.get("location") or facts.get("place") or facts.get("location_unknown"):
        return {
            "location": facts.get("location"),
            "place": facts.get("place"),
            "precision": facts.get("location_precision"),
            "confirm_far": facts.get("confirm_far", False),
        }
    point = account.location
    return {
        "location": (point.x, point.y) if point else None,
        "place": incident.place_id,
        "precision": facts.get("location_precision", account.location_precision),
        "confirm_far": True,
    }


def _shared(incident: Incident) -> tuple[Any, ...]:
    """Return what both sides may know, to tell whether an edit touched it."""
    names = sorted(OF_INCIDENT | {"cause", "causes", "segment_id", "km_m", "place_id", "location_precision"})
    place = incident.location.coords if incident.location else None
    return (*(getattr(incident, name) for name in names), place)

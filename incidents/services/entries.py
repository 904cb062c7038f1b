"""What verbs leave in the thread."""

from datetime import datetime
from typing import Any

from incidents.codes import Visibility
from incidents.models import EntryKind, Incident, TimelineEntry
from people.models import User


def record(
    incident: Incident, kind: EntryKind, *, by: User, at: datetime, visibility: str | None = None, **said: Any
) -> TimelineEntry:
    """Write what was done about an incident into its thread; read by whoever may know of the incident."""
    return TimelineEntry.objects.create(
        incident=incident,
        side=by.side,
        visibility=visibility or (Visibility.BOTH if incident.is_shared else Visibility.OWN),
        kind=kind,
        at=at,
        recorded_at=at,
        by=by,
        post=by.role,
        **said,
    )

"""How far the joint handling of incidents has come, as their threads and accounts tell."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from incidents.codes import AccountState, LinkKind, Status, Visibility
from incidents.models import Account, EntryKind, Incident, IncidentLink, TimelineEntry
from incidents.querysets import SHARED
from incidents.workflow import BY_VERB

# So long the other side may leave a confirmation unanswered before its silence is recorded.
SILENCE = timedelta(minutes=60)
REOPENED_WITHIN = timedelta(days=30)

# From these an incident is reopened under its number; a joined one is separated instead.
REOPENED_FROM = (Status.CLOSED, Status.CLOSED_BY_ONE, Status.NOT_CONFIRMED)
CLOSED_FROM = BY_VERB["close_alone"].start

_KINDS = (EntryKind.LOCALISED, EntryKind.CLOSED, EntryKind.NOT_CONFIRMED, EntryKind.WIDENED)


@dataclass(frozen=True)
class Progress:
    """What each side has done about an incident so far, beyond what its status says.

    `confirmed_by` has said alone that it is localised, `closed_by` has closed it alone; the other side has said
    nothing that both can read since `silent_since`. `opened_by` agreed to open it to the public, `released` has
    an account that the other side reads (known where a review may begin).
    """

    confirmed_by: str | None = None
    silent_since: datetime | None = None
    closed_by: str | None = None
    settled_at: datetime | None = None
    opened_by: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()

    @property
    def silence_from(self) -> datetime | None:
        """From when the silence of the other side may be recorded."""
        return self.silent_since + SILENCE if self.silent_since else None

    @property
    def reopened_until(self) -> datetime | None:
        return self.settled_at + REOPENED_WITHIN if self.settled_at else None


NOTHING = Progress()


def progress_of(incidents: Iterable[Incident]) -> dict[UUID, Progress]:
    """Return the progress of the shared incidents of sides among these, in four queries at most."""
    incidents = [each for each in incidents if each.is_shared and each.side_id is not None]
    found = dict.fromkeys((each.pk for each in incidents), NOTHING)
    if not found:
        return found
    statuses = {each.pk: each.status for each in incidents}
    entries = TimelineEntry.objects.filter(incident__in=found, kind__in=_KINDS, visibility__in=SHARED)
    for entry in entries.order_by("at", "pk"):
        found[entry.incident_id] = _after(found[entry.incident_id], entry, statuses[entry.incident_id])
    for pk, heard_at in _heard_of_the_other(found).items():
        found[pk] = replace(found[pk], silent_since=heard_at)
    localised = [pk for pk, status in statuses.items() if status == Status.LOCALISED]
    for pk, sides in released_sides(localised).items():
        found[pk] = replace(found[pk], released=frozenset(sides))
    return found


def _after(before: Progress, entry: TimelineEntry, status: str) -> Progress:
    """Return the progress after one entry; what the present status has left behind does not count."""
    side, to = entry.side_id, entry.to_status
    if to == Status.LOCALISING and status == Status.LOCALISING:
        return replace(before, confirmed_by=side, silent_since=entry.at)
    if to in REOPENED_FROM and status == to:
        return replace(before, settled_at=entry.at, closed_by=side if to == Status.CLOSED_BY_ONE else None)
    if entry.kind == EntryKind.WIDENED and entry.to_visibility == Visibility.PUBLIC:
        return replace(before, opened_by=before.opened_by | {str(side)})
    return before


def _heard_of_the_other(found: dict[UUID, Progress]) -> dict[UUID, datetime]:
    """Return when the side that has not confirmed was last heard of after the confirmation, if it was."""
    waiting = {pk: progress for pk, progress in found.items() if progress.confirmed_by}
    if not waiting:
        return {}
    entries = TimelineEntry.objects.filter(incident__in=waiting, visibility__in=SHARED, side__isnull=False)
    latest = entries.order_by().values_list("incident", "side").annotate(latest=Max("recorded_at"))
    return {
        pk: at for pk, side, at in latest if side != waiting[pk].confirmed_by and at > (waiting[pk].silent_since or at)
    }


def released_sides(incidents: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Return which sides' accounts of each incident, or of one joined to it, both sides read now."""
    wholes = {pk: pk for pk in incidents}
    if not wholes:
        return {}
    links = IncidentLink.objects.filter(to_incident__in=list(wholes), kind=LinkKind.JOINED, ended_at=None)
    wholes |= dict(links.values_list("from_incident", "to_incident"))
    accounts = Account.objects.filter(incident__in=wholes, state=AccountState.RELEASED, side__isnull=False)
    sides: dict[UUID, set[str]] = {}
    for pk, side in accounts.values_list("incident", "side"):
        sides.setdefault(wholes[pk], set()).add(side)
    return sides

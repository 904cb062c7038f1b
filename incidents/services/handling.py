"""What is done about an incident: sharing and acknowledging it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents import alerts
from incidents.codes import Visibility
from incidents.errors import AlreadyShared, MayNot
from incidents.models import EntryKind, Incident
from incidents.numbers import draw
from incidents.services.entries import record
from incidents.workflow import next_status
from people.models import User


@transaction.atomic
def submit_incident(*, incident: Incident, by: User) -> Incident:
    """Let both sides know of a draft: draw its number and alert the representatives of both.

    :raises MayNot: unless `by` writes the record of the side that reported it.
    :raises AlreadyShared: if both sides may know already.
    """
    if not (by.speaks_for_a_side and by.side_id == incident.side_id):
        raise MayNot(_("Only the side that reported an incident sends it."))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.is_shared:
        raise AlreadyShared(_("Both sides have it already."))
    now = timezone.now()
    incident.visibility = Visibility.BOTH
    incident.number = draw(prefix=incident.border.number_prefix, year=incident.local_time.year, side=None, digits=6)
    # For both sides it begins now. When the draft was begun, and how grave it once was, the own side's account,
    # thread and history keep.
    incident.created_at = incident.updated_at = now
    incident.peak_severity = incident.severity
    incident.save(update_fields=["visibility", "number", "created_at", "updated_at", "peak_severity"])
    entry = record(incident, EntryKind.SHARED, by=by, at=now)
    alerts.incident_shared(incident, entry)
    return incident


@transaction.atomic
def acknowledge_incident(*, incident: Incident, by: User) -> Incident:
    """Say that a representative has the signal; moves `signal` to `acknowledged`.

    :raises MayNot: unless `by` represents a side, and both sides may know of what a side reported.
    :raises StatusForbidsVerb: if it is not a signal.
    """
    if not by.represents_a_side:
        raise MayNot(_("Only a border representative acknowledges an incident."))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not incident.is_shared:
        # The status would come to the other side as it is, and tell what it was not told.
        raise MayNot(_("Send the incident to both sides first."))
    if incident.side_id is None:
        raise MayNot(_("What public sources tell is not acknowledged."))
    former = incident.status
    incident.status = next_status("acknowledge", former)
    incident.updated_at = timezone.now()
    # The other side's row: a trigger lets it change these two columns only.
    incident.save(update_fields=["status", "updated_at"])
    record(
        incident, EntryKind.ACKNOWLEDGED, by=by, at=incident.updated_at, from_status=former, to_status=incident.status
    )
    return incident

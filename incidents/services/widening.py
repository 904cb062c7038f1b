"""Opening an incident to more readers; nobody takes that back."""

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.codes import Visibility
from incidents.errors import AlreadyDone, AlreadyShared, MayNot
from incidents.models import EntryKind, Incident
from incidents.progress import progress_of
from incidents.services.closing import locked_for_a_side
from incidents.services.entries import record
from notifications.clock import database_now
from people.models import User


@transaction.atomic
def widen_incident(*, incident: Incident, to: str, by: User) -> Incident:
    """Open an incident to the local authorities of its districts, or agree to open it to the public.

    The side that reported it opens it to local authorities. The public reads it once a representative of each side
    has agreed; until then the first one's word is kept in the thread.

    :raises MayNot: unless `by` represents a side, the one that reported it for `local`, and both may know of it.
    :raises AlreadyShared: if it is open as far already.
    :raises AlreadyDone: if the own side has agreed to open it to the public.
    """
    incident = locked_for_a_side(incident, by)
    if to == Visibility.LOCAL and by.side_id != incident.side_id:
        raise MayNot(_("Only the side that reported an incident opens it to local authorities."))
    if incident.visibility == to or incident.visibility == Visibility.PUBLIC:
        raise AlreadyShared(_("It is open to them already."))
    is_agreed = True
    if to == Visibility.PUBLIC:
        opened_by = progress_of([incident])[incident.pk].opened_by
        if by.side_id in opened_by:
            raise AlreadyDone(_("Your side has agreed to it. The other side's word is awaited."))
        is_agreed = bool(opened_by)
    now = database_now()
    # Before the row: a trigger asks the thread for the word of both sides.
    record(incident, EntryKind.WIDENED, by=by, at=now, to_visibility=to)
    changed = ["updated_at"]
    if is_agreed:
        incident.visibility = to
        changed.append("visibility")
    incident.updated_at = now
    incident.save(update_fields=changed)
    return incident

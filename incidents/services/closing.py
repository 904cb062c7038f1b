"""Bringing an incident to its end: localised, closed, not confirmed; and opening it again."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents import alerts
from incidents.codes import Status
from incidents.errors import AlreadyDone, MayNot, TooEarly, TooLate
from incidents.models import EntryKind, Incident, TimelineEntry
from incidents.moments import moment_words
from incidents.progress import REOPENED_FROM, progress_of
from incidents.services.entries import record
from incidents.workflow import StatusForbidsVerb, next_status
from notifications.clock import database_now
from people.models import User


@transaction.atomic
def localise_incident(*, incident: Incident, by: User) -> Incident:
    """Confirm for one's side that an incident is localised; with both sides' word it is.

    The side that confirmed alone presses again once nothing was heard of the other for 60 minutes: then it is
    localised, and the thread says that the other side was silent.

    :raises MayNot: unless `by` represents a side, and a side reported it to both.
    :raises TooEarly: if the own side has confirmed and the other still has time to.
    :raises StatusForbidsVerb: unless it is acknowledged or being localised.
    """
    incident = locked_for_a_side(incident, by)
    now, kind = database_now(), EntryKind.LOCALISED
    verb = "begin_localising" if incident.status == Status.ACKNOWLEDGED else "localise"
    to = next_status(verb, incident.status)
    if incident.status == Status.LOCALISING:
        progress = progress_of([incident])[incident.pk]
        if progress.confirmed_by == by.side_id:
            if now < (progress.silence_from or now):
                assert progress.silence_from is not None
                from_when = moment_words(progress.silence_from, by.time_zone)
                said = _("Your side has confirmed it. From %(when)s the silence of the other side can be recorded.")
                raise TooEarly(said % {"when": from_when})
            kind = EntryKind.LOCALISED_ALONE
    move(incident, to, kind, by=by, at=now)
    return incident


@transaction.atomic
def close_incident(*, incident: Incident, by: User) -> Incident:
    """Close an incident for one's side: alone it is closed by one side, with the other's word by both.

    :raises MayNot: unless `by` represents a side, and a side reported it to both.
    :raises AlreadyDone: if the own side has closed it.
    :raises StatusForbidsVerb: unless it is localised, its joint account is signed, or the other side has closed it.
    """
    incident = locked_for_a_side(incident, by)
    verb = "close" if incident.status == Status.CLOSED_BY_ONE else "close_alone"
    to = next_status(verb, incident.status)
    if verb == "close" and progress_of([incident])[incident.pk].closed_by == by.side_id:
        raise AlreadyDone(_("Your side has closed it. The other side's word is awaited."))
    move(incident, to, EntryKind.CLOSED, by=by, at=database_now())
    return incident


@transaction.atomic
def reopen_incident(*, incident: Incident, reason: str, by: User) -> Incident:
    """Open a closed or not confirmed incident again, under its number; the reason stays in the thread.

    :raises MayNot: unless `by` represents a side, and a side reported it to both.
    :raises TooLate: more than 30 days after it was closed.
    :raises StatusForbidsVerb: unless it is closed or not confirmed.
    """
    incident = locked_for_a_side(incident, by)
    if incident.status == Status.JOINED:
        raise StatusForbidsVerb(_("It is joined to another incident. Separate the two instead."))
    if incident.status not in REOPENED_FROM:
        label = Status(incident.status).label
        raise StatusForbidsVerb(_("This cannot be done while the status is “%(status)s”.") % {"status": label})
    now, until = database_now(), progress_of([incident])[incident.pk].reopened_until
    if until is None or now >= until:
        raise TooLate(_("It was closed more than 30 days ago. Log a new incident, and link it to this one."))
    said, to = reason_said(reason), next_status("reopen", incident.status)
    entry = move(incident, to, EntryKind.REOPENED, by=by, at=now, **said)
    alerts.incident_reopened(incident, entry)
    return incident


@transaction.atomic
def say_not_confirmed(*, incident: Incident, reason: str, by: User) -> Incident:
    """Say for the side that reported an incident that it was not confirmed; the reason stays in the thread.

    :raises MayNot: unless `by` represents the side that reported it to both.
    :raises StatusForbidsVerb: once it is being localised.
    """
    if by.represents_a_side and by.side_id != incident.side_id and incident.side_id is not None:
        raise MayNot(_("Only the side that reported an incident says that it was not confirmed."))
    incident = locked_for_a_side(incident, by)
    to = next_status("not_confirm", incident.status)
    move(incident, to, EntryKind.NOT_CONFIRMED, by=by, at=database_now(), **reason_said(reason))
    return incident


def locked_for_a_side(incident: Incident, by: User) -> Incident:
    """Return the incident, locked, for one who acts on it for a side.

    :raises MayNot: unless `by` represents a side, and a side reported it to both.
    """
    if not by.represents_a_side:
        raise MayNot(_("Only a border representative does this."))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.side_id is None:
        raise MayNot(_("What public sources tell is nobody's to handle."))
    if not incident.is_shared:
        raise MayNot(_("Send the incident to both sides first."))
    return incident


def reason_said(reason: str) -> dict[str, str]:
    """Return the fields of an entry that gives a reason.

    :raises ValidationError: if there is none.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why.")]})
    return {"text": reason.strip(), "language": (get_language() or "ru")[:2]}


def move(incident: Incident, to: Status, kind: EntryKind, *, by: User, at: datetime, **said: Any) -> TimelineEntry:
    """Bring a locked incident to a status, and write into its thread who did; return that entry."""
    former, incident.status, incident.updated_at = incident.status, to, at
    # Of the other side's row a trigger lets these columns through, and no other.
    incident.save(update_fields=["status", "updated_at"])
    return record(incident, kind, by=by, at=at, from_status=former, to_status=to, **said)

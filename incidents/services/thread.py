"""Writing into the thread of an incident what happened, was done, said or meant; an entry is never changed."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.codes import TimePrecision, Visibility
from incidents.errors import MayNot, WiderThanWhatItCorrects
from incidents.models import EntryKind, Incident, TimelineEntry
from incidents.models.timeline import WRITTEN
from incidents.reach import refuse_out_of_reach
from incidents.services.replays import insert, made_before
from incidents.services.times import check_moment
from people.models import User


@transaction.atomic
def write_entry(
    *,
    incident: Incident,
    by: User,
    kind: str,
    text: str,
    visibility: str,
    at: datetime | None = None,
    precision: str = TimePrecision.MINUTE,
    language: str = "",
    reliability: str = "",
    credibility: int | None = None,
    corrects: TimelineEntry | None = None,
    id: uuid.UUID | None = None,
) -> tuple[TimelineEntry, bool]:
    """Add an entry to the thread, for the own side or for both; return it, and whether it is new.

    Without `at` it took place now. The same id and words again is a replay and changes nothing. The incident's row
    stays untouched: what one side writes for itself changes nothing that the other side can see.

    :raises MayNot: unless `by` writes a side's record.
    :raises OccurredInTheFuture: if it took place over 15 minutes ahead.
    :raises WiderThanWhatItCorrects: if both sides would read a correction of what only one reads.
    :raises ValidationError: for no words, an unknown kind, a correction of nothing, or *both* on a draft.
    :raises IdTaken, ReplayDiffers: if the id came before.
    """
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not write into the course of events."))
    refuse_out_of_reach(by, incident)
    if kind not in WRITTEN:
        raise ValidationError({"kind": [_("Choose what the entry is.")]})
    if not text.strip():
        raise ValidationError({"text": [_("Write what the entry says.")]})
    said = {"kind": kind, "text": text, "visibility": visibility, "corrects": corrects, "incident": incident}
    sent = made_before(TimelineEntry, id, by=by, **said)
    if sent is not None:
        return sent, False
    _check_visibility(incident, visibility)
    _check_correction(incident, kind, visibility, corrects)
    if visibility == Visibility.BOTH:
        # Shared entries are numbered in the order in which they were recorded: one after the other.
        Incident.objects.select_for_update(of=("self",)).filter(pk=incident.pk).values_list("pk").get()
    now = timezone.now()
    check_moment("at", at, now)
    entry = TimelineEntry(
        id=id or uuid.uuid4(),
        incident=incident,
        side=by.side,
        visibility=visibility,
        kind=kind,
        at=at or now,
        precision=precision,
        recorded_at=now,
        text=text,
        language=language or by.language,
        reliability=reliability,
        credibility=credibility,
        corrects=corrects,
        by=by,
        post=by.role,
    )
    insert(entry)
    return entry, True


def _check_visibility(incident: Incident, visibility: str) -> None:
    if visibility not in {Visibility.OWN, Visibility.BOTH}:
        raise ValidationError({"visibility": [_("Choose who reads it.")]})
    if visibility == Visibility.BOTH and not incident.is_shared:
        raise ValidationError({"visibility": [_("Only your side knows of this incident.")]})


def _check_correction(incident: Incident, kind: str, visibility: str, corrects: TimelineEntry | None) -> None:
    if kind == EntryKind.CORRECTION and corrects is None:
        raise ValidationError({"corrects": [_("Say which entry it corrects.")]})
    if corrects is None:
        return
    if kind != EntryKind.CORRECTION or corrects.incident_id != incident.pk:
        raise ValidationError({"corrects": [_("A correction names an entry of the same incident.")]})
    if visibility == Visibility.BOTH and corrects.visibility == Visibility.OWN:
        raise WiderThanWhatItCorrects(
            {"visibility": [_("Only your side reads what this corrects: so it is with the correction.")]}
        )

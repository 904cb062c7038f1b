"""Asking the other side about an incident, and answering."""

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.errors import MayNot
from incidents.models import EntryKind, Incident, InformationAnswer, InformationRequest
from incidents.reach import refuse_out_of_reach
from incidents.requests import alerts as request_alerts
from incidents.services.entries import record
from incidents.services.replays import insert, made_before
from people.models import User

LATEST_DUE = timedelta(days=365)


@transaction.atomic
def ask(
    *, incident: Incident, by: User, text: str, due_at: datetime, language: str = "", id: uuid.UUID | None = None
) -> tuple[InformationRequest, bool]:
    """Ask the other side something about an incident; its representatives are told. Return it, and whether it is new.

    :raises MayNot: unless `by` writes a side's record, and both sides may know of what a side reported.
    :raises ValidationError: for no words, or a time that is past or over a year ahead.
    :raises IdTaken, ReplayDiffers: if the id came before.
    """
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not ask the other side."))
    refuse_out_of_reach(by, incident)
    if not incident.is_shared:
        raise MayNot(_("Send the incident to both sides first."))
    if incident.side_id is None:
        raise MayNot(_("What public sources tell is not asked about."))
    _check_words(text)
    said = {"incident": incident, "text": text, "due_at": due_at}
    sent = made_before(InformationRequest, id, by=by, **said)
    if sent is not None:
        return sent, False
    now = timezone.now()
    if due_at <= now:
        raise ValidationError({"due_at": [_("This time is past.")]})
    if due_at > now + LATEST_DUE:
        raise ValidationError({"due_at": [_("This time is over a year ahead.")]})
    asked = InformationRequest(
        id=id or uuid.uuid4(),
        side=by.side,
        to_side=incident.border.sides.exclude(pk=by.side_id).get(),
        language=language or by.language,
        by=by,
        post=by.role,
        at=now,
        **said,
    )
    insert(asked)
    record(incident, EntryKind.REQUESTED, by=by, at=now)
    request_alerts.information_requested(asked)
    return asked, True


@transaction.atomic
def answer(
    *, request: InformationRequest, by: User, text: str, language: str = "", id: uuid.UUID | None = None
) -> tuple[InformationAnswer, bool]:
    """Answer what the other side asked; a second answer adds to the first. Return it, and whether it is new.

    :raises MayNot: unless `by` writes the record of the side that was asked.
    :raises ValidationError: for no words.
    :raises IdTaken, ReplayDiffers: if the id came before.
    """
    if not (by.speaks_for_a_side and by.side_id == request.to_side_id):
        raise MayNot(_("Only the side that was asked answers."))
    refuse_out_of_reach(by, request.incident)
    _check_words(text)
    sent = made_before(InformationAnswer, id, by=by, request=request, text=text)
    if sent is not None:
        return sent, False
    now = timezone.now()
    given = InformationAnswer(
        id=id or uuid.uuid4(),
        request=request,
        side=by.side,
        text=text,
        language=language or by.language,
        by=by,
        post=by.role,
        at=now,
    )
    insert(given)
    record(request.incident, EntryKind.ANSWERED, by=by, at=now)
    request_alerts.information_given(request, given)
    return given, True


def _check_words(text: str) -> None:
    if not text.strip():
        raise ValidationError({"text": [_("Write what you want to say.")]})

"""Files of an incident: adding one, releasing it to the other side, taking it back, opening it."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.codes import Visibility
from incidents.errors import AlreadyShared, MayNot
from incidents.files.accepting import accept
from incidents.models import Attachment, AttachmentContent, CustodyEntry, EntryKind, Incident
from incidents.models.attachment import CustodyKind
from incidents.reach import refuse_out_of_reach
from incidents.services.entries import record
from people.actors import actor_for
from people.models import User

MOST_OF_A_SIDE = 50
MOST_BYTES_A_DAY = 200_000_000


class QuotaSpent(ValidationError):
    """The side has as many files of this incident, or the person has added as much today, as is taken."""

    status_code = 409
    problem_code = "quota_spent"


class TakenBack(ValidationError):
    """The file was taken back, or was released and cannot be any more."""

    status_code = 409
    problem_code = "taken_back"


def add_attachment(*, incident: Incident, by: User, name: str, data: bytes, note: str = "") -> tuple[Attachment, bool]:
    """Add a file to the own side's ones, cleaned of everything hidden; return it, and whether it is new.

    The same bytes again are the same file: a second sending after a lost answer changes nothing. The other side
    does not get it before its release.

    :raises MayNot: unless `by` writes a side's record.
    :raises QuotaSpent: after 50 files of the side that it has not taken back, or 200 MB of the person within a day.
    :raises FileRefused, FileTooLarge, CheckersBusy: as of `incidents.files.accepting.accept`.
    """
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not add files."))
    refuse_out_of_reach(by, incident)
    assert by.side is not None
    if same := _same(incident, by, data):
        return same, False
    _refuse_over_quota(incident, by, len(data), timezone.now())
    # Takes a second or more, so it comes before anything is locked.
    accepted = accept(name, data)
    with transaction.atomic():
        _wait_for_other_files_of(by)
        Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
        if same := _same(incident, by, data):
            return same, False
        now = timezone.now()
        _refuse_over_quota(incident, by, len(accepted.data), now)
        attachment = Attachment(
            incident=incident,
            side=by.side,
            name=accepted.name,
            note=note,
            media_type=accepted.media_type,
            size=len(accepted.data),
            sha256=accepted.sha256,
            width=accepted.width,
            height=accepted.height,
            pages=accepted.pages,
            added_by=by,
            created_at=now,
        )
        attachment.save(force_insert=True)
        AttachmentContent.objects.create(
            attachment=attachment, side=by.side, data=accepted.data, preview=accepted.preview
        )
        _note(
            attachment,
            CustodyKind.RECEIVED,
            by=by,
            at=now,
            original_sha256=accepted.original_sha256,
            found=accepted.found,
        )
    return attachment, True


@transaction.atomic
def release_attachment(*, attachment: Attachment, by: User) -> Attachment:
    """Open a file of the own side to the other side, for good.

    :raises MayNot: unless `by` represents the file's side, and both sides may know of the incident.
    :raises AlreadyShared: if it is released already.
    :raises TakenBack: if the side took it back.
    """
    if not (by.represents_a_side and by.side_id == attachment.side_id):
        raise MayNot(_("Only a representative of the side releases its files."))
    attachment = _locked(attachment)
    if not attachment.incident.is_shared:
        raise MayNot(_("Send the incident to both sides first."))
    if attachment.released_at is not None:
        raise AlreadyShared(_("The file is released already."))
    if attachment.withdrawn_at is not None:
        raise TakenBack(_("The file was taken back. Add it again."))
    now = timezone.now()
    attachment.visibility, attachment.released_at = Visibility.BOTH, now
    attachment.save(update_fields=["visibility", "released_at"])
    AttachmentContent.objects.filter(pk=attachment.pk).update(visibility=Visibility.BOTH)
    _note(attachment, CustodyKind.RELEASED, by=by, at=now, visibility=Visibility.BOTH)
    record(attachment.incident, EntryKind.ATTACHED, by=by, at=now)
    return attachment


@transaction.atomic
def withdraw_attachment(*, attachment: Attachment, by: User) -> Attachment:
    """Take back a file that the other side has not got: it is kept, and no longer shown.

    :raises MayNot: unless `by` writes the record of the file's side.
    :raises TakenBack: if it is released, or was taken back before.
    """
    if not (by.speaks_for_a_side and by.side_id == attachment.side_id):
        raise MayNot(_("Only the side that added a file takes it back."))
    refuse_out_of_reach(by, attachment.incident)
    attachment = _locked(attachment)
    if attachment.released_at is not None:
        raise TakenBack(_("The other side has the file: it stays."))
    if attachment.withdrawn_at is not None:
        raise TakenBack(_("The file was taken back already."))
    attachment.withdrawn_at = timezone.now()
    attachment.save(update_fields=["withdrawn_at"])
    _note(attachment, CustodyKind.WITHDRAWN, by=by, at=attachment.withdrawn_at)
    return attachment


@transaction.atomic
def read_attachment(*, attachment: Attachment, by: User) -> bytes:
    """Return the bytes of a file that `by` may see, and note on the own side that it was opened."""
    content = AttachmentContent.objects.only("data").get(pk=attachment.pk)
    _note(attachment, CustodyKind.DOWNLOADED, by=by, at=timezone.now())
    return bytes(content.data)


def _note(
    attachment: Attachment,
    kind: CustodyKind,
    *,
    by: User,
    at: datetime,
    visibility: Visibility = Visibility.OWN,
    **said: Any,
) -> None:
    CustodyEntry.objects.create(
        attachment=attachment,
        # An administrator, and who belongs to no side, acts for none.
        side_id=actor_for(by).side or None,
        visibility=visibility,
        kind=kind,
        at=at,
        by=by,
        post=by.role,
        **said,
    )


def _same(incident: Incident, by: User, data: bytes) -> Attachment | None:
    """Return the side's file of this incident that was made from the same bytes."""
    received = CustodyEntry.objects.filter(
        attachment__incident=incident,
        attachment__withdrawn_at=None,
        side=by.side_id,
        kind=CustodyKind.RECEIVED,
        original_sha256=hashlib.sha256(data).hexdigest(),
    )
    entry = received.select_related("attachment").first()
    return entry.attachment if entry else None


def _refuse_over_quota(incident: Incident, by: User, size: int, now: datetime) -> None:
    # What was taken back gives its room to another; of the day's bytes it stays part, for they were sent.
    standing = Attachment.objects.filter(incident=incident, side=by.side_id, withdrawn_at=None)
    if standing.count() >= MOST_OF_A_SIDE:
        raise QuotaSpent({"file": [_("Your side has %(most)d files here already.") % {"most": MOST_OF_A_SIDE}]})
    today = Attachment.objects.filter(added_by=by, created_at__gt=now - timedelta(days=1))
    if (today.aggregate(total=Sum("size"))["total"] or 0) + size > MOST_BYTES_A_DAY:
        megabytes = {"mb": MOST_BYTES_A_DAY // 1_000_000}
        raise QuotaSpent({"file": [_("You have added %(mb)d MB within a day. Go on tomorrow.") % megabytes]})


def _wait_for_other_files_of(by: User) -> None:
    # Counted over incidents, so their rows do not guard it. The number is ours: "file".
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x66696C65, by.pk])


def _locked(attachment: Attachment) -> Attachment:
    return Attachment.objects.select_for_update(of=("self",)).select_related("incident").get(pk=attachment.pk)

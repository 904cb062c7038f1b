"""Files of an incident: what is kept, who may read it, and through whose hands it went."""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.codes import Visibility
from incidents.querysets import AttachmentQuerySet
from people.models import Role, Side, User


class MediaType(models.TextChoices):
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    PDF = "application/pdf", "PDF"


class CustodyKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    RELEASED = "released", _("Released to the other side")
    DOWNLOADED = "downloaded", _("Opened")
    WITHDRAWN = "withdrawn", _("Taken back before release")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Attachment(models.Model):
    """A file of one side, made anew from what was sent: it holds no metadata of its making.

    `sha256` is of the kept bytes. `name` is as the side called it, for people; nothing is stored under it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="attachments")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OWN)
    released_at = models.DateTimeField(null=True)
    # Taken back before its release: no longer shown, still kept.
    withdrawn_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=150)
    note = models.CharField(max_length=500, blank=True)
    media_type = models.CharField(max_length=16, choices=MediaType)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    pages = models.PositiveSmallIntegerField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_is_its_own_until_released",
                condition=Q(visibility=Visibility.OWN, released_at__isnull=True)
                | (~Q(visibility=Visibility.OWN) & Q(released_at__isnull=False, withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(name="attachment_is_10_mb_or_less", condition=Q(size__gt=0, size__lte=10_485_760)),
            models.CheckConstraint(
                name="attachment_has_pages_or_pixels",
                condition=Q(media_type=MediaType.PDF, pages__isnull=False)
                | (~Q(media_type=MediaType.PDF) & Q(width__isnull=False, height__isnull=False)),
            ),
        ]
        indexes = [
            models.Index("incident", "created_at", name="attachment_of_incident"),
        ]
        triggers = [
            # What a file is never changes; who may read it widens.
            pgtrigger.ReadOnly(name="a_file_stays_what_it_is", exclude=["visibility", "released_at", "withdrawn_at"]),
        ]

    def __str__(self) -> str:
        return self.name


class AttachmentContent(models.Model):
    """The bytes of a file, behind the same wall as its row: kept in the database, in one backup."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="content")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OWN)
    data = models.BinaryField()
    # A small JPEG of a picture, made with it: a page of photographs opens none of the large ones.
    preview = models.BinaryField(default=b"")

    class Meta:
        triggers = [pgtrigger.ReadOnly(name="bytes_stay_what_they_are", exclude=["visibility"])]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(pghistory.InsertEvent())
class CustodyEntry(models.Model):
    """One step of a file through people's hands. Append-only; who opened it is the opener's side's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="custody")
    # The side, or nobody's, of the one who did it.
    side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=12, choices=CustodyKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Role)
    # SHA-256 of the bytes as they came, before anything was taken off them.
    original_sha256 = models.CharField(max_length=64, blank=True)
    # What the received file said of its time and place; a suggestion to its own side, kept from the other.
    found = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("attachment", "at", name="custody_of_attachment")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

"""The thread of an incident."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.codes import Severity, Status, Visibility
from people.models import Role, Side, User


class EntryKind(models.TextChoices):
    REPORTED = "reported", _("Reported")
    SHARED = "shared", _("Sent to both sides")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    LOCALISED = "localised", _("Localised")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    RELEASED = "released", _("Account released")
    SEVERITY = "severity", _("Severity changed")
    FACTS = "facts", _("Facts changed")


class TimelineEntry(models.Model):
    """One thing that was done about an incident: never edited, never deleted.

    `post` is the role of who did it; the person stays the own side's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="timeline")
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=16, choices=EntryKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=20, choices=Role, blank=True)
    from_status = models.CharField(max_length=16, choices=Status, blank=True)
    to_status = models.CharField(max_length=16, choices=Status, blank=True)
    from_severity = models.PositiveSmallIntegerField(choices=Severity, null=True)
    to_severity = models.PositiveSmallIntegerField(choices=Severity, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_of_a_severity_change_says_from_and_to",
                condition=~Q(kind=EntryKind.SEVERITY) | Q(from_severity__isnull=False, to_severity__isnull=False),
            ),
        ]
        indexes = [
            # The thread of one incident.
            models.Index("incident", "at", name="entry_of_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

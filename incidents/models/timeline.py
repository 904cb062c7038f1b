"""The thread of an incident."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.codes import Credibility, Reliability, Severity, Status, TimePrecision, Visibility
from incidents.querysets import SidedQuerySet
from people.models import Role, Side, User


class EntryKind(models.TextChoices):
    """What an entry tells: first what a verb did, then what people write down."""

    REPORTED = "reported", _("Reported")
    SHARED = "shared", _("Sent to both sides")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    LOCALISED = "localised", _("Localised")
    LOCALISED_ALONE = "localised_alone", _("Localised; the other side was silent")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    RELEASED = "released", _("Account released")
    SEVERITY = "severity", _("Severity changed")
    FACTS = "facts", _("Facts changed")
    WIDENED = "widened", _("Opened to more readers")
    ACCOUNT = "account", _("Account added")
    WITHDRAWN = "withdrawn", _("Account withdrawn")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    JOINED = "joined", _("Joined to another")
    SEPARATED = "separated", _("Separated again")
    REVIEW = "review", _("Joint review")
    SIGNED = "signed", _("Joint account signed")
    REQUESTED = "requested", _("Information requested")
    ANSWERED = "answered", _("Request answered")
    ATTACHED = "attached", _("File released")

    OBSERVED = "observed", pgettext_lazy("entry", "Observed")
    HEARD = "heard", pgettext_lazy("entry", "Reported to us")
    ORDERED = "ordered", pgettext_lazy("entry", "Ordered")
    DONE = "done", pgettext_lazy("entry", "Done")
    MEETING = "meeting", pgettext_lazy("entry", "Meeting")
    CALL = "call", pgettext_lazy("entry", "Call")
    STATEMENT = "statement", pgettext_lazy("entry", "Statement")
    CORRECTION = "correction", pgettext_lazy("entry", "Correction")
    COMMENT = "comment", pgettext_lazy("entry", "Comment")


# What a person writes into the thread; the others are left by verbs.
WRITTEN = (
    EntryKind.OBSERVED,
    EntryKind.HEARD,
    EntryKind.ORDERED,
    EntryKind.DONE,
    EntryKind.MEETING,
    EntryKind.CALL,
    EntryKind.STATEMENT,
    EntryKind.CORRECTION,
    EntryKind.COMMENT,
)


@pghistory.track(pghistory.InsertEvent())
class TimelineEntry(models.Model):
    """One thing that happened or was done about an incident: never edited, never deleted.

    `at` is when it took place, `recorded_at` when it was entered. `post` is the role of who entered it; the person
    stays the own side's. A correction names the entry it corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="timeline")
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=16, choices=EntryKind)
    at = models.DateTimeField()
    precision = models.CharField(max_length=10, choices=TimePrecision, default=TimePrecision.MINUTE)
    recorded_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=4_000, blank=True)
    language = models.CharField(max_length=2, blank=True)
    reliability = models.CharField(max_length=1, choices=Reliability, blank=True)
    credibility = models.PositiveSmallIntegerField(choices=Credibility, null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=20, choices=Role, blank=True)
    from_status = models.CharField(max_length=16, choices=Status, blank=True)
    to_status = models.CharField(max_length=16, choices=Status, blank=True)
    # To whom an entry of kind `widened` opens the incident, as far as its side is concerned.
    to_visibility = models.CharField(max_length=8, choices=Visibility, blank=True)
    from_severity = models.PositiveSmallIntegerField(choices=Severity, null=True)
    to_severity = models.PositiveSmallIntegerField(choices=Severity, null=True)

    objects = SidedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_of_a_severity_change_says_from_and_to",
                condition=~Q(kind=EntryKind.SEVERITY) | Q(from_severity__isnull=False, to_severity__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_that_is_written_has_words", condition=~Q(kind__in=WRITTEN) | ~Q(text="")
            ),
            models.CheckConstraint(
                name="entry_that_corrects_says_what",
                condition=~Q(kind=EntryKind.CORRECTION) | Q(corrects__isnull=False),
            ),
        ]
        indexes = [
            # The thread of one incident.
            models.Index("incident", "at", name="entry_of_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

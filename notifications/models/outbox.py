"""What is told, and what is answered. A notification is a row before it is a message."""

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notifications.models.roster import ContactKind, ContactPoint, Representative
from notifications.querysets import AlertQuerySet, NotificationQuerySet
from people.models import Side, User
from segments.models import Sector


class AlertKind(models.TextChoices):
    NEW = "new", _("New")
    UPDATE = "update", _("Update")
    ESCALATION = "escalation", _("Escalation")
    CANCEL = "cancel", _("Cancelled")
    ALL_CLEAR = "all_clear", _("All clear")
    TEST = "test", _("Test")


class AlertVisibility(models.TextChoices):
    OWN = "own", _("One side")
    BOTH = "both", _("Both sides")


@pghistory.track(pghistory.InsertEvent())
class Alert(models.Model):
    """One event that representatives are told of. Its key makes raising it twice the same as once.

    An alert knows nothing of what happened but its severity, its sector and the page that shows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Such as "incident:<uuid>:new"; what comes before the last colon is what the alerts are about.
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=AlertKind)
    severity = models.PositiveSmallIntegerField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="alerts")
    # The side that raised it; none for what no side reported.
    side = models.ForeignKey(Side, models.PROTECT, null=True, blank=True, related_name="alerts_raised")
    visibility = models.CharField(max_length=6, choices=AlertVisibility)
    origin = models.CharField(max_length=20)
    path = models.CharField(max_length=200)
    # Sides that were to be told and have nobody who can be reached: a silence that has to be heard elsewhere.
    untold_sides = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    created_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alert_severity_is_1_to_5", condition=Q(severity__range=(1, 5))),
            models.CheckConstraint(name="alert_path_is_local", condition=Q(path__startswith="/")),
            models.CheckConstraint(
                name="alert_of_one_side_names_it", condition=Q(visibility=AlertVisibility.BOTH) | Q(side__isnull=False)
            ),
        ]
        indexes = [
            # The list of alerts, latest first, in pages.
            models.Index(name="alert_latest_first", fields=["-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def subject_key(self) -> str:
        """What the alert is about: the part of the key that all alerts of one incident share."""
        return self.key.rpartition(":")[0] + ":"


class State(models.TextChoices):
    """Where a notification stands. Sent: handed over; delivered: known to have arrived.

    Failed: refused for good, while another way to the person is left. Dead: no way is left.
    """

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Refused")
    DEAD = "dead", _("Not delivered")
    CANCELLED = "cancelled", _("No longer needed")
    SKIPPED = "skipped", _("Skipped")


UNFINISHED = (State.PENDING, State.LEASED)


class Notification(models.Model):
    """One message to one contact point of one recipient, rendered in the recipient's language.

    It is written in the transaction of the event, and stays here until it is sent, refused or given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="notifications")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Representative, models.PROTECT, related_name="notifications")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="notifications")
    channel = models.CharField(max_length=10, choices=ContactKind)
    level = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    severity = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # After this a temporary failure is final.
    give_up_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    # When the recipient first answered, on whatever channel.
    answered_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notification_is_unique_per_level_and_round",
                fields=["alert", "contact_point", "level", "round"],
            ),
            models.CheckConstraint(
                name="notification_has_a_lease_iff_leased",
                condition=Q(state=State.LEASED, lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state=State.LEASED) & Q(lease_token__isnull=True, lease_until__isnull=True)),
            ),
        ]
        indexes = [
            # What is due, of one channel, gravest first: `delivery.claim`.
            models.Index(
                name="notification_due",
                fields=["channel", "-severity", "due_at"],
                condition=Q(state__in=[State.PENDING, State.LEASED]),
            ),
            # A person's inbox, latest first.
            models.Index(name="notification_inbox", fields=["recipient", "channel", "-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_answer_url(self) -> str:
        return reverse("notifications:answer", args=[self.pk])

    @property
    def headline(self) -> str:
        """The subject without the number that the severity mark beside it shows."""
        return capfirst(self.subject.removeprefix(f"{self.severity} "))

    @property
    def details(self) -> str:
        """What the body says beyond the subject, with which it may begin."""
        return self.body.removeprefix(self.subject).strip()

    @property
    def is_grave(self) -> bool:
        return self.severity >= 4


class Outcome(models.TextChoices):
    SUCCESS = "success", _("Success")
    TEMPORARY = "temporary", _("Failed for now")
    PERMANENT = "permanent", _("Refused")


class DeliveryAttempt(models.Model):
    """One try to hand a notification over, and what came of it. Append-only; holds no address."""

    notification = models.ForeignKey(Notification, models.PROTECT, related_name="delivery_attempts")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.notification_id} {self.outcome} {self.code}"


class AnswerKind(models.TextChoices):
    SEEN = "seen", _("Seen")
    GOING = "going", _("Going")
    ON_SITE = "on_site", _("On site")
    CANNOT = "cannot", _("Cannot")


class Via(models.TextChoices):
    INBOX = "inbox", _("Inbox")
    LINK = "link", _("Link")
    API = "api", _("API")


LONGEST_ETA_MIN = 24 * 60


@pghistory.track(pghistory.InsertEvent())
class Acknowledgement(models.Model):
    """One answer of a recipient to one notification. Append-only; each kind counts once."""

    notification = models.ForeignKey(Notification, models.PROTECT, related_name="acknowledgements")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    # None when answered by link: the link belongs to the recipient, no one signed in.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=6, choices=Via)
    kind = models.CharField(max_length=8, choices=AnswerKind)
    eta_min = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="answer_counts_once_per_kind", fields=["notification", "kind"]),
            models.CheckConstraint(
                name="answer_has_an_arrival_time_only_when_going",
                condition=Q(eta_min__isnull=True) | Q(kind=AnswerKind.GOING, eta_min__lte=LONGEST_ETA_MIN),
            ),
            models.CheckConstraint(name="answer_names_who_signed_in", condition=Q(via=Via.LINK) | Q(by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.kind}"

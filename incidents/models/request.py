"""What one side asks the other about an incident."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q

from incidents.codes import Visibility
from incidents.querysets import AnswerQuerySet, SidedQuerySet
from people.models import Role, Side, User


@pghistory.track(pghistory.InsertEvent())
class InformationRequest(models.Model):
    """A question of one side to the other, with the time by which an answer is asked for. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="requests")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    to_side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.BOTH)
    text = models.TextField(max_length=4_000)
    language = models.CharField(max_length=2, blank=True)
    due_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()

    objects = SidedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_is_to_the_other_side", condition=~Q(side=F("to_side"))),
            models.CheckConstraint(name="request_asks_something", condition=~Q(text="")),
            models.CheckConstraint(name="request_is_due_after_it_is_made", condition=Q(due_at__gt=F("at"))),
        ]
        indexes = [
            models.Index("incident", "at", name="request_of_incident"),
            # What is due for a reminder.
            models.Index("due_at", name="request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.side_id} {self.at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent())
class InformationAnswer(models.Model):
    """What the side that was asked answers; a second answer adds to the first. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="answers")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.BOTH)
    text = models.TextField(max_length=4_000)
    language = models.CharField(max_length=2, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="answer_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.side_id} {self.at:%Y-%m-%d %H:%M}"

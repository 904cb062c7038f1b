"""The joint review: wording agreed fact by fact, and the signatures under it. Everything here is append-only."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.codes import Fact, Visibility
from people.models import Role, Side, User


class Move(models.TextChoices):
    """What a side does about the joint wording of one fact."""

    PROPOSAL = "proposal", _("Proposes wording")
    ACCEPTANCE = "acceptance", _("Accepts the wording")
    LEFT_OPEN = "left_open", _("Leaves it open")


@pghistory.track(pghistory.InsertEvent())
class JointWording(models.Model):
    """One move of one side about the joint wording of a fact; both sides read all of them.

    An acceptance answers the other side's last proposal. Where a fact stands is worked out from its moves
    (incidents/joint/review.py) and kept nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="joint_wording")
    fact = models.CharField(max_length=16, choices=Fact)
    move = models.CharField(max_length=12, choices=Move)
    text = models.TextField(max_length=2_000, blank=True)
    language = models.CharField(max_length=2, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.BOTH)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="wording_proposed_has_words", condition=~Q(move=Move.PROPOSAL) | ~Q(text="")),
            models.CheckConstraint(
                name="wording_accepted_is_one_proposed",
                condition=~Q(move=Move.ACCEPTANCE) | Q(answers__isnull=False),
            ),
        ]
        indexes = [
            # The moves of one incident in their order.
            models.Index("incident", "at", name="wording_of_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.move}"


@pghistory.track(pghistory.InsertEvent())
class JointSignature(models.Model):
    """A representative's signature under the joint account of an incident as it stood.

    `content_hash` is the SHA-256 of `text`, which is what was signed, word for word. It counts while the joint
    account is still that text: any move after it voids it for good (RELIABILITY: signatures bound to a hash).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="joint_signatures")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.BOTH)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    text = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_signature_a_side_and_text", fields=["incident", "side", "content_hash"]),
            # Whoever moved from one side to the other does not sign for both.
            models.UniqueConstraint(name="one_signature_a_person_and_text", fields=["incident", "by", "content_hash"]),
        ]

    def __str__(self) -> str:
        return f"{self.side_id} {self.content_hash[:12]}"

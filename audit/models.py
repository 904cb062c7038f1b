"""Seals over the history tables, and the heads that leave the house."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from people.models import User


class Shape(models.Model):
    """The columns that a history table had while rows of it were sealed: what their hashes cover.

    A column added later belongs to a new shape, so that what was sealed before stays valid.
    """

    event_table = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="shape_is_kept_once", fields=["event_table", "columns"]),
        ]

    def __str__(self) -> str:
        return f"{self.event_table} ({len(self.columns)})"


class Seal(models.Model):
    """One row of a history table, in its place in the chain. Written by `seal_audit()` alone, and never changed.

    The chain is in the order of (txid, table, event id), numbered from 1 without a gap.
    """

    n = models.BigIntegerField(primary_key=True)
    event_table = models.CharField(max_length=63)
    event_id = models.BigIntegerField()
    # The transaction that wrote the row.
    txid = models.BigIntegerField()
    shape = models.ForeignKey(Shape, models.PROTECT, related_name="+", db_index=False)
    row_hash = models.BinaryField()
    # SHA-256 over the hash before and all of the above: see `audit.chain.link`.
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="event_is_sealed_once", fields=["event_table", "event_id"]),
            models.CheckConstraint(name="seals_are_numbered_from_1", condition=Q(n__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.n)


class Head(models.Model):
    """The last seal of the chain as it was on one day (UTC), sent to both sides. Written by `audit_take_head()`."""

    day = models.DateField(primary_key=True)
    n = models.BigIntegerField()
    hash = models.BinaryField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {bytes(self.hash).hex()}"


class Letter(models.Model):
    """One head that was mailed to one person. Append-only."""

    head = models.ForeignKey(Head, models.PROTECT, related_name="letters")
    recipient = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="head_is_mailed_once_to_a_person", fields=["head", "recipient"]),
        ]

    def __str__(self) -> str:
        return f"{self.head_id} {self.recipient_id}"

"""A side's own vocabulary of its posts."""

import uuid
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models.functions import Lower

from people.models.person import Side


class PostQuerySet(models.QuerySet[Any]):
    def of_side(self, side: str | None) -> Self:
        """The posts of one side, those in use first."""
        return self.filter(side=side).order_by("-is_active", "name") if side else self.none()

    def in_use(self) -> Self:
        """Those that can be chosen for a new account."""
        return self.filter(is_active=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Post(models.Model):
    """One post, unit or outpost of a side, as it names itself; retired, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.ForeignKey(Side, models.PROTECT, related_name="posts")
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("side", Lower("name"), name="post_has_one_name_in_its_side"),
            models.CheckConstraint(name="post_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

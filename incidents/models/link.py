"""How incidents belong together."""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from incidents.codes import LinkKind, Visibility
from incidents.querysets import LinkQuerySet
from people.models import Side, User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class IncidentLink(models.Model):
    """One side's statement that an incident belongs to another, until it takes it back.

    `joined`: what `from_incident` reports is the same event as `to_incident`; both keep their rows and accounts, and
    nothing is overwritten. `not_related` is that side's own: it keeps a pair from being offered again. A link is of
    both sides only if both may know of both incidents.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    from_incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="links_from")
    to_incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=12, choices=LinkKind)
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="link_is_between_two", condition=~Q(from_incident=F("to_incident"))),
            models.CheckConstraint(
                name="link_that_ended_says_by_whom",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="link_not_related_is_the_own_sides",
                condition=~Q(kind=LinkKind.NOT_RELATED) | Q(visibility=Visibility.OWN),
            ),
            models.UniqueConstraint(
                name="one_link_a_side_pair_and_kind",
                fields=["side", "from_incident", "to_incident", "kind"],
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="joined_to_one_at_a_time",
                fields=["from_incident"],
                condition=Q(kind=LinkKind.JOINED, ended_at__isnull=True),
            ),
        ]
        indexes = [
            # The links of one incident, from the other end.
            models.Index("to_incident", name="link_to_incident"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_link_only_ends", exclude=["ended_by", "ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.from_incident_id} {self.kind} {self.to_incident_id}"

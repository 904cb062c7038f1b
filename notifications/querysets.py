"""Questions about representatives and notifications."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from notifications.clock import StatementClock
from people.actors import actor_for
from people.models import REPRESENTING_ROLES, Role

if TYPE_CHECKING:
    from notifications.models import Notification
    from people.models import User
    from segments.models import Sector


class RepresentativeQuerySet(models.QuerySet[Any]):
    def active(self, on: date) -> Self:
        """Those in office on a day whose account is open, and who still represent this side."""
        return self.filter(
            Q(active_until__isnull=True) | Q(active_until__gte=on),
            active_from__lte=on,
            user__is_active=True,
            user__side=F("side"),
            user__role__in=REPRESENTING_ROLES,
        )

    def reachable(self) -> Self:
        """Those with a verified contact point: anyone else would be told nothing."""
        # By relation, not by name: the model imports this module.
        points: Any = self.model._meta.get_field("contact_points").related_model
        return self.filter(Exists(points.objects.verified().filter(representative=OuterRef("pk"))))

    def of_sector(self, sector: "Sector") -> Self:
        return self.filter(Exists(sector.representatives.filter(pk=OuterRef("pk"))))


class ContactPointQuerySet(models.QuerySet[Any]):
    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)


class AlertQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """The alerts a person may know of: what both sides know, and the own side's, a liaison officer's by sector."""
        actor = actor_for(user)
        open_ones = Q(visibility__in=actor.sees)
        if not actor.side:
            return self.filter(open_ones)
        own = Q(side=actor.side)
        if user.role == Role.LIAISON:
            mine = user.sectors.values("pk")
            own &= Q(sector__isnull=True) | Q(sector__in=mine) | Q(sector__in=user.sectors.values("adjoining"))
        return self.filter(open_ones | own)


class NotificationQuerySet(models.QuerySet[Any]):
    def due(self, channel: str | None = None) -> Self:
        """What is to be sent now, gravest first; a row whose lease ran out is due again."""
        due = self.filter(
            Q(state="pending", due_at__lte=StatementClock()) | Q(state="leased", lease_until__lte=StatementClock())
        )
        if channel is not None:
            due = due.filter(channel=channel)
        return due.order_by("-severity", "due_at")

    def of(self, user: "User") -> Self:
        """What was sent to one person."""
        return self.filter(recipient__user=user)

    def inbox_of(self, user: "User") -> Self:
        """One row per alert, latest first: the inbox is a channel of its own."""
        return self.of(user).filter(channel="in_app").order_by("-created_at", "-id")

    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def beside(self, notification: "Notification") -> Self:
        """The other rows by which the same recipient is told of the same alert."""
        return self.filter(alert_id=notification.alert_id, recipient_id=notification.recipient_id).exclude(
            pk=notification.pk
        )

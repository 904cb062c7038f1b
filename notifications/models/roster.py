"""Who is told: the border representatives of each side, and how they are reached."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.querysets import ContactPointQuerySet, RepresentativeQuerySet
from people.models import REPRESENTING_ROLES, Side, User
from segments.models import Sector


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Representative(models.Model):
    """One person who is told of incidents for a side, in the sectors of that person, while in office."""

    side = models.ForeignKey(Side, models.PROTECT, related_name="representatives")
    user = models.OneToOneField(User, models.PROTECT, related_name="representative")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in REPRESENTING_ROLES])
    sectors = models.ManyToManyField(Sector, blank=True, related_name="representatives")
    # Those the person reads, the preferred one first.
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    active_from = models.DateField()
    active_until = models.DateField(null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="representative_has_a_representing_role",
                condition=Q(role__in=[role.value for role in REPRESENTING_ROLES]),
            ),
            models.CheckConstraint(
                name="representative_leaves_after_coming",
                condition=Q(active_until__isnull=True) | Q(active_until__gte=F("active_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side_id} {self.role} {self.user_id}"

    @property
    def language(self) -> str:
        """The language to tell this person in: the one chosen in the account, if among those read."""
        if not self.languages or self.user.language in self.languages:
            return self.user.language
        return self.languages[0]

    def is_active(self, on: date) -> bool:
        """Whether this person is in office on a day, with an open account that still represents this side."""
        in_office = self.active_from <= on and (self.active_until is None or on <= self.active_until)
        still_is = self.user.side_id == self.side_id and self.user.represents_a_side
        return in_office and still_is and self.user.is_active


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), obj_field=None)
class RepresentativeSector(Representative.sectors.through):  # type: ignore[name-defined]
    """One sector of one representative, as history keeps it."""

    class Meta:
        proxy = True


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")
    IN_APP = "in_app", _("Inbox")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    # Where messages go is not kept twice; that it was changed is.
    pghistory.UpdateEvent("address_change", condition=pghistory.AnyChange("address", "secret")),
    exclude=["address", "secret"],
)
class ContactPoint(models.Model):
    """One way to reach a representative; only a verified one is used."""

    representative = models.ForeignKey(Representative, models.PROTECT, related_name="contact_points")
    side = models.ForeignKey(Side, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ContactKind)
    # A mail address or a URL; the inbox has none.
    address = models.CharField(max_length=500, blank=True)
    # Tried first when small.
    priority = models.PositiveSmallIntegerField(default=1)
    verified_at = models.DateTimeField(null=True, blank=True)
    # What a webhook's messages are signed with.
    secret = models.CharField(max_length=100, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="contact_point_is_unique_for_its_representative",
                fields=["representative", "kind", "address"],
            ),
            models.CheckConstraint(
                name="contact_point_has_an_address_unless_in_app",
                condition=Q(kind=ContactKind.IN_APP, address="") | (~Q(kind=ContactKind.IN_APP) & ~Q(address="")),
            ),
            models.CheckConstraint(
                name="webhook_has_a_secret",
                condition=~Q(kind=ContactKind.WEBHOOK) | ~Q(secret=""),
            ),
        ]

    def __str__(self) -> str:
        # No address: this text may reach a log.
        return f"{self.kind} {self.pk}"

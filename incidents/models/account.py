"""What one side says of an incident: its own until a representative releases it."""

import uuid

import pghistory
from django.contrib.gis.db import models
from django.db.models import F, Q

from incidents.codes import CasualtyCategory, CasualtyStatus, Harm, LocationPrecision, SourceKind, Stoppage, Visibility
from incidents.querysets import AccountQuerySet
from people.models import Side, User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Account(models.Model):
    """The words, the exact point and the author of one side, or of a public source (`side` null).

    `visibility` is `own` until the release, then `both`; `public` for a public source.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="accounts")
    side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="accounts")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OWN)
    released_at = models.DateTimeField(null=True)
    own_number = models.CharField(max_length=20, unique=True, null=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="accounts")

    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(max_length=10_000, blank=True)
    language = models.CharField(max_length=2, default="ru")
    place_text = models.CharField(max_length=200, blank=True)
    location = models.PointField(srid=4326, null=True)
    location_precision = models.PositiveSmallIntegerField(choices=LocationPrecision, null=True)
    km_m = models.IntegerField(null=True)
    distance_m = models.FloatField(null=True)

    harm = models.CharField(max_length=12, choices=Harm, default=Harm.UNKNOWN)
    stoppage = models.CharField(max_length=16, choices=Stoppage, default=Stoppage.UNKNOWN)
    severity_reason = models.TextField(max_length=2_000, blank=True)

    # SHA-256 of what the client sent to create it: the same again is a replay, another body is refused.
    request_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_account_a_side", fields=["incident", "side"]),
            models.CheckConstraint(
                name="account_is_its_own_until_released",
                condition=Q(visibility=Visibility.OWN, released_at__isnull=True)
                | (~Q(visibility=Visibility.OWN) & Q(released_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="account_of_a_side_has_an_author",
                condition=Q(side__isnull=True, author__isnull=True, own_number__isnull=True)
                | Q(side__isnull=False, author__isnull=False, own_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.own_number or str(self.pk)


class Source(models.Model):
    """Where a statement of an account comes from; carries the account's side and visibility."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sources")
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=16, choices=SourceKind)
    name = models.CharField(max_length=200)
    reference = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Casualty(models.Model):
    """A number of people, as one author gives it. Numbers of different authors are never added up.

    Empty bounds mean not stated. `people_side` is whose people they are; null is not known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT, related_name="casualties")
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    visibility = models.CharField(max_length=8, choices=Visibility)
    people_side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=12, choices=CasualtyStatus)
    category = models.CharField(max_length=12, choices=CasualtyCategory, default=CasualtyCategory.UNKNOWN)
    best = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    author = models.CharField(max_length=200)
    as_of = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casualty_low_best_high_in_order", condition=Q(low__lte=F("best"), high__gte=F("best"))
            ),
            models.CheckConstraint(name="casualty_figure_has_an_author", condition=~Q(author="")),
        ]

    def __str__(self) -> str:
        return f"{self.best} {self.status}"

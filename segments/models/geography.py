"""The border, its lines, and what lies along them."""

from datetime import date
from decimal import Decimal

import pghistory
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DecimalRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Side, User
from segments.models.kilometres import kilometre_constraints
from segments.models.names import Named
from segments.querysets import LineQuerySet, PlaceQuerySet, SegmentQuerySet


class Border(Named):
    """A border between two sides, such as `kg-tj` (codes in ISO order)."""

    code = models.CharField(max_length=8, primary_key=True)
    sides = models.ManyToManyField(Side, related_name="borders")
    number_prefix = models.CharField(max_length=4, unique=True)

    def __str__(self) -> str:
        return self.code


class BorderLine(Named):
    """One mapped line of a border: the main line, or the outline of an exclave, while it counts.

    `geometry` is one side's administrative line, never a legal delimitation. A trigger keeps beside it
    `measured`, a LineStringM in EPSG:32642 whose M is the geodesic kilometre of each vertex from the start,
    and `length_km`. GeoDjango knows no M, so `measured` is a column of the database alone.
    """

    code = models.CharField(max_length=20, primary_key=True)
    border = models.ForeignKey(Border, models.PROTECT, related_name="lines")
    # The order in which lines are shown: the main line first.
    position = models.PositiveSmallIntegerField(default=0)
    is_outline = models.BooleanField(default=False)
    valid = DateRangeField(help_text=_("While the line counts; Kayragach ends with the treaty of 2025."))
    geometry = models.LineStringField(srid=4326)
    length_km = models.DecimalField(max_digits=9, decimal_places=3, default=0, editable=False)
    source = models.TextField()

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_has_a_length", condition=Q(length_km__gt=0)),
            models.CheckConstraint(name="line_counts_for_some_time", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.code

    def counts_on(self, day: date) -> bool:
        """Whether the line counts on a day."""
        return (self.valid.lower is None or self.valid.lower <= day) and (
            self.valid.upper is None or day < self.valid.upper
        )


class Sector(Named):
    """A direction (направление): the stretch for which a pair of border representatives answers."""

    code = models.CharField(max_length=40, primary_key=True)
    border = models.ForeignKey(Border, models.PROTECT, related_name="sectors")
    # From the start of the main line.
    position = models.PositiveSmallIntegerField(default=0)
    adjoining = models.ManyToManyField("self", blank=True)
    officers = models.ManyToManyField(User, blank=True, related_name="sectors")

    def __str__(self) -> str:
        return self.code


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), obj_field=None)
class SectorOfficer(Sector.officers.through):  # type: ignore[name-defined]
    """One officer of one sector, as history keeps it: what a liaison officer may see depends on it."""

    class Meta:
        proxy = True


class AdminArea(Named):
    """A province (level 1) or district (level 2) on either side."""

    code = models.CharField(max_length=80, primary_key=True)
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    touches_border = models.BooleanField(default=False)
    geometry = models.MultiPolygonField(srid=4326)
    source = models.TextField()
    authorities = models.ManyToManyField(User, blank=True, related_name="districts")

    class Meta:
        constraints = [
            models.CheckConstraint(name="area_is_a_province_or_a_district", condition=Q(level__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), obj_field=None)
class AreaAuthority(AdminArea.authorities.through):  # type: ignore[name-defined]
    """One person of the authority of one district, as history keeps it."""

    class Meta:
        proxy = True


class Segment(Named):
    """The stretch of a line between one pair of districts, as a kilometre range of its line.

    `geometry` (2D) and `measured` (LineStringM, EPSG:32642, of the database alone) are cut from the line by a
    trigger, again whenever the line changes.
    """

    code = models.CharField(max_length=20, primary_key=True)
    line = models.ForeignKey(BorderLine, models.PROTECT, related_name="segments")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="segments")
    # Half-open, numeric(9,3): measured kilometres from the start of the line.
    km = DecimalRangeField()
    districts = models.ManyToManyField(AdminArea, related_name="segments")
    zone = models.CharField(max_length=80, blank=True)
    # Kilometres along an area that the datasets of both countries include: a hint, not a status.
    contested_km = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    geometry = models.LineStringField(srid=4326, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = [
            *kilometre_constraints("segment"),
            ExclusionConstraint(
                name="segments_of_a_line_do_not_overlap",
                expressions=[("line", RangeOperators.EQUAL), ("km", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("segments:detail", args=[self.code])

    @property
    def length_km(self) -> Decimal:
        """Measured length, from the range."""
        return self.km.upper - self.km.lower


class Place(Named):
    """A village, bridge or gate near the line, with the other spellings of its name."""

    code = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    other_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    # Every name, folded by `spelling.fold`, so that Бодканд, Боткен and Batken meet.
    search_key = models.TextField(blank=True, editable=False)
    population = models.PositiveIntegerField(null=True, blank=True)
    is_approximate = models.BooleanField(default=False)
    location = models.PointField(srid=4326)
    source = models.TextField()

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            # Suggestions while a place is typed: `search_key LIKE '%isf%'`.
            GistIndex(name="place_by_any_spelling", fields=["search_key"], opclasses=["gist_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code

"""Where: the border, its lines and segments, and the ledger of what is defined of them."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DecimalRangeField, RangeOperators
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Side, User


class SegmentState(models.TextChoices):
    """How far a stretch of line is settled, least first."""

    UNDEFINED = "undefined", _("Not described")
    DISPUTED = "disputed", _("Disputed")
    DESCRIBED = "described", _("Described")
    AGREED = "agreed", _("Agreed")
    DELIMITED = "delimited", _("Delimited")
    DEMARCATING = "demarcating", _("Being demarcated")
    DEMARCATED = "demarcated", _("Demarcated")
    CHECKED = "checked", _("Jointly checked")


UNSETTLED = (SegmentState.UNDEFINED, SegmentState.DISPUTED)


class DatePrecision(models.TextChoices):
    DAY = "day", _("To the day")
    MONTH = "month", _("That month")
    INFERRED = "inferred", _("Inferred")


class Named(models.Model):
    """A thing with a name in four languages; an empty one falls back to Russian, then English."""

    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120, blank=True)
    name_tg = models.CharField(max_length=120, blank=True)
    name_ky = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language and script."""
        language = get_language() or "en"
        own = getattr(self, f"name_{language}", "")
        return own or (self.name_en if language == "en" else self.name_ru or self.name_en)


class Border(Named):
    """A border between two sides, such as `kg-tj` (codes in ISO order)."""

    code = models.CharField(max_length=8, primary_key=True)
    sides = models.ManyToManyField(Side, related_name="borders")
    number_prefix = models.CharField(max_length=4, unique=True)

    def __str__(self) -> str:
        return self.code


class BorderLine(Named):
    """One mapped line of a border: the main line, or the outline of an exclave, while it counts.

    `geometry` is one side's administrative line, never a legal delimitation. The database keeps beside it
    `measured`, a LineStringM in EPSG:32642 whose M is the geodesic kilometre of each vertex from the start.
    """

    code = models.CharField(max_length=20, primary_key=True)
    border = models.ForeignKey(Border, models.PROTECT, related_name="lines")
    is_outline = models.BooleanField(default=False)
    valid = DateRangeField(help_text=_("While the line counts; Kayragach ends with the treaty of 2025."))
    geometry = models.LineStringField(srid=4326)
    length_km = models.DecimalField(max_digits=9, decimal_places=3)
    source = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="line_has_a_length", condition=Q(length_km__gt=0))]

    def __str__(self) -> str:
        return self.code


class Sector(Named):
    """A direction (направление): the stretch for which a pair of border representatives answers."""

    code = models.CharField(max_length=40, primary_key=True)
    border = models.ForeignKey(Border, models.PROTECT, related_name="sectors")
    adjoining = models.ManyToManyField("self", blank=True)
    officers = models.ManyToManyField(User, blank=True, related_name="sectors")

    def __str__(self) -> str:
        return self.code


class AdminArea(Named):
    """A province (level 1) or district (level 2) on either side."""

    code = models.CharField(max_length=80, primary_key=True)
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    touches_border = models.BooleanField(default=False)
    geometry = models.MultiPolygonField(srid=4326)
    source = models.TextField()
    authorities = models.ManyToManyField(User, blank=True, related_name="districts")

    def __str__(self) -> str:
        return self.code


class Segment(Named):
    """The stretch of a line between one pair of districts, as a kilometre range of its line.

    `geometry` and `measured` (LineStringM, EPSG:32642) are derived from the line by a trigger.
    """

    code = models.CharField(max_length=20, primary_key=True)
    line = models.ForeignKey(BorderLine, models.PROTECT, related_name="segments")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="segments")
    # Half-open, numeric(9,3): measured kilometres from the start of the line.
    km = DecimalRangeField()
    districts = models.ManyToManyField(AdminArea, related_name="segments")
    zone = models.CharField(max_length=80, blank=True)
    contested_km = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    geometry = models.LineStringField(srid=4326, editable=False, null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="segments_of_a_line_do_not_overlap",
                expressions=[("line", RangeOperators.EQUAL), ("km", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def length_km(self):
        """Measured length in km, from the range."""
        return self.km.upper - self.km.lower


class Place(Named):
    """A village, bridge or gate near the line, with the other spellings of its name."""

    code = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    other_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    is_approximate = models.BooleanField(default=False)
    location = models.PointField(srid=4326)
    source = models.TextField()

    def __str__(self) -> str:
        return self.code

"""The delimitation ledger: what is settled of the line, since when, by which document, and who said what."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateRangeField,
    DecimalRangeField,
    RangeOperators,
)
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from segments.models.geography import Border, BorderLine, Segment
from segments.models.kilometres import kilometre_constraints


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


# What the ledger counts as undefined; every other state counts as defined.
UNSETTLED = (SegmentState.UNDEFINED, SegmentState.DISPUTED)


class DatePrecision(models.TextChoices):
    DAY = "day", _("To the day")
    MONTH = "month", _("That month")
    INFERRED = "inferred", _("Inferred")


class Protocol(models.Model):
    """One document of the border commission, as far as it is publicly known."""

    border = models.ForeignKey(Border, models.PROTECT, related_name="protocols")
    number = models.CharField(max_length=20)
    signed_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=250)
    source_name = models.CharField(max_length=250)
    source_ref = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="protocol_number_is_used_once_a_border", fields=["border", "number"]),
        ]

    def __str__(self) -> str:
        return f"No. {self.number}"


class SegmentStatus(models.Model):
    """How far one stretch of a line was settled during one span of days.

    `is_apportioned` says that the position is an illustration: the length was published, its place was not.
    """

    line = models.ForeignKey(BorderLine, models.PROTECT, related_name="statuses")
    km = DecimalRangeField()
    valid = DateRangeField()
    status = models.CharField(max_length=20, choices=SegmentState)
    protocol = models.ForeignKey(Protocol, models.PROTECT, null=True, blank=True, related_name="statuses")
    is_apportioned = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    source = models.TextField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *kilometre_constraints("status"),
            models.CheckConstraint(name="status_holds_for_some_time", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="status_is_a_known_one", condition=Q(status__in=SegmentState.values)),
            ExclusionConstraint(
                name="a_kilometre_has_one_status_at_a_time",
                expressions=[
                    ("line", RangeOperators.EQUAL),
                    ("km", RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.km} {self.status}"


class LedgerTotal(models.Model):
    """The published totals that the ledger is calibrated to from a day on, until the next row."""

    border = models.ForeignKey(Border, models.PROTECT, related_name="ledger_totals")
    valid_from = models.DateField()
    total_km = models.DecimalField(max_digits=9, decimal_places=3)
    defined_km = models.DecimalField(max_digits=9, decimal_places=3)
    status_of_defined = models.CharField(max_length=20, choices=SegmentState)
    source = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_ledger_total_a_day", fields=["border", "valid_from"]),
            models.CheckConstraint(
                name="ledger_total_covers_what_is_defined",
                condition=Q(total_km__gt=0, defined_km__gte=0, defined_km__lte=F("total_km")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.defined_km} of {self.total_km} km"


class LengthClaim(models.Model):
    """What somebody published about the length of the border or a segment, in the figures published.

    The texts keep the wording ("over 970"); the numbers beside them are for sorting, and empty where the
    text is a percentage or a range.
    """

    border = models.ForeignKey(Border, models.PROTECT, related_name="length_claims")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True, related_name="length_claims")
    # The first day of a month when only the month is known; `date_text` keeps what was known.
    said_on = models.DateField()
    date_text = models.CharField(max_length=20)
    date_precision = models.CharField(max_length=10, choices=DatePrecision)
    total_text = models.CharField(max_length=40, blank=True)
    total_km = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    defined_text = models.CharField(max_length=40, blank=True)
    defined_km = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    undefined_text = models.CharField(max_length=40, blank=True)
    undefined_km = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    protocol_reference = models.CharField(max_length=200, blank=True)
    event = models.CharField(max_length=250)
    source_name = models.CharField(max_length=200)
    source_ref = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_claim_is_kept_once", fields=["border", "said_on", "event"]),
        ]

    def __str__(self) -> str:
        return f"{self.date_text}: {self.event}"

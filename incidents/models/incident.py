"""What both sides may know of an incident."""

import uuid
from datetime import datetime, timedelta, timezone

import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, FloatField, Func, GeneratedField, Q
from django.urls import reverse

from incidents.codes import (
    Cause,
    Crowd,
    Form,
    LocationPrecision,
    Origin,
    Severity,
    Status,
    TimePrecision,
    Visibility,
)
from incidents.querysets import IncidentQuerySet
from incidents.workflow import PAIRS, SETTLED
from people.models import Clock, Side
from segments.models import Border, BorderLine, Place, Sector, Segment

# The other side may move the status, and open what both sides' representatives have agreed to open; nothing else of a
# row it did not write. Visibility widens, never narrows; `public` takes the word of both sides, kept in the thread.
GUARD = """
IF NEW.side_id IS DISTINCT FROM OLD.side_id
   OR (OLD.side_id IS DISTINCT FROM nullif(current_setting('app.side', true), '')
       AND (to_jsonb(NEW) - '{status,updated_at,visibility,lon,lat,map_key}'::text[]
         <> to_jsonb(OLD) - '{status,updated_at,visibility,lon,lat,map_key}'::text[]
         OR (NEW.visibility <> OLD.visibility AND NEW.visibility <> 'public')))
THEN RAISE EXCEPTION 'only the side that reported an incident may change its facts' USING ERRCODE = '42501';
END IF;
IF array_position('{own,both,local,public}'::text[], NEW.visibility::text)
   < array_position('{own,both,local,public}'::text[], OLD.visibility::text)
THEN RAISE EXCEPTION 'visibility widens, never narrows' USING ERRCODE = '42501';
END IF;
IF NEW.visibility = 'public' AND OLD.visibility <> 'public' AND (
     SELECT count(DISTINCT side_id) FROM incidents_timelineentry
     WHERE incident_id = NEW.id AND kind = 'widened' AND to_visibility = 'public') < 2
THEN RAISE EXCEPTION 'both sides open an incident to the public' USING ERRCODE = '42501';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["lon", "lat", "map_key"])
class Incident(models.Model):
    """Something that happened at one place and time along the border, as coded facts.

    The place is no finer than 500 m and the kilometre no finer than 1 km, for everybody: the exact ones are
    the reporting side's own, in its `Account`. `visibility=own` is a draft of that side.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=20, unique=True, null=True)
    border = models.ForeignKey(Border, models.PROTECT, related_name="incidents")
    # Null for what a public source says: no side reported it.
    side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="incidents")

    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="incidents")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, related_name="incidents")
    line = models.ForeignKey(BorderLine, models.PROTECT, null=True, related_name="incidents")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="incidents")
    location = models.PointField(srid=4326, null=True)
    location_precision = models.PositiveSmallIntegerField(choices=LocationPrecision, null=True)
    # Metres from the start of the line, a whole kilometre.
    km_m = models.IntegerField(null=True)
    # Metres to the mapped line, unsigned, from the shared place, to 500 m.
    distance_m = models.IntegerField(null=True)

    occurred_at = models.DateTimeField()
    occurred_until = models.DateTimeField(null=True)
    time_precision = models.CharField(max_length=10, choices=TimePrecision, default=TimePrecision.MINUTE)
    clock = models.CharField(max_length=40, choices=Clock)
    # A press report often gives a time and not whose clock; it is then kept on one, and says so.
    clock_is_stated = models.BooleanField(default=True)

    severity = models.PositiveSmallIntegerField(choices=Severity)
    peak_severity = models.PositiveSmallIntegerField(choices=Severity)
    cause = models.CharField(max_length=24, choices=Cause)
    causes = ArrayField(models.CharField(max_length=24, choices=Cause))
    forms = ArrayField(models.CharField(max_length=24, choices=Form), default=list)
    crowd = models.CharField(max_length=12, choices=Crowd, default=Crowd.UNKNOWN)

    status = models.CharField(max_length=16, choices=Status, default=Status.SIGNAL)
    visibility = models.CharField(max_length=8, choices=Visibility)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.OFFICIAL)
    # The sum of a source over several places, kept beside them and never added to them.
    is_aggregate = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # Row security only lets leakproof comparisons use an index: plain numbers, made from the place.
    lon = GeneratedField(
        expression=Func(F("location"), function="ST_X"), output_field=FloatField(null=True), db_persist=True
    )
    lat = GeneratedField(
        expression=Func(F("location"), function="ST_Y"), output_field=FloatField(null=True), db_persist=True
    )
    map_key = GeneratedField(
        expression=Func(F("location"), function="map_key"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_has_a_number_iff_shared",
                condition=Q(visibility=Visibility.OWN, number__isnull=True)
                | (~Q(visibility=Visibility.OWN) & Q(number__isnull=False)),
            ),
            models.CheckConstraint(
                name="incident_has_a_side_unless_public_source",
                condition=Q(side__isnull=False) | Q(origin=Origin.PUBLIC_SOURCE),
            ),
            models.CheckConstraint(
                name="incident_ends_after_it_starts",
                condition=Q(occurred_until__isnull=True) | Q(occurred_until__gte=F("occurred_at")),
            ),
            models.CheckConstraint(name="incident_severity_is_1_to_5", condition=Q(severity__range=(1, 5))),
            models.CheckConstraint(
                name="incident_peak_is_the_highest_severity",
                condition=Q(peak_severity__range=(1, 5), peak_severity__gte=F("severity")),
            ),
            models.CheckConstraint(name="incident_names_its_primary_cause", condition=Q(causes__contains=[F("cause")])),
            models.CheckConstraint(
                name="incident_place_is_on_a_segment_or_unknown",
                condition=Q(location__isnull=True, segment__isnull=True, km_m__isnull=True, distance_m__isnull=True)
                | Q(
                    location__isnull=False,
                    segment__isnull=False,
                    line__isnull=False,
                    sector__isnull=False,
                    km_m__isnull=False,
                    distance_m__isnull=False,
                    location_precision__isnull=False,
                ),
            ),
        ]
        indexes = [
            # The list, newest first, and its keyset pages.
            models.Index(F("occurred_at").desc(), F("id").desc(), name="incident_newest"),
            # A segment's incidents; km_from and km_to on a line.
            models.Index("segment", "occurred_at", name="incident_of_segment"),
            models.Index("line", "km_m", name="incident_of_km"),
            # bbox, and the cells of a map.
            models.Index("lon", "lat", name="incident_place"),
            models.Index("map_key", name="incident_map_key"),
            # updated_since.
            models.Index("updated_at", "id", name="incident_updated"),
        ]
        triggers = [
            pgtrigger.FSM(name="status_follows_the_workflow", field="status", transitions=PAIRS),
            pgtrigger.Trigger(
                name="only_the_own_side_changes_facts",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("current_user = 'bordertrack_app'"),
                func=GUARD,
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("incidents:detail", args=[self.number or str(self.pk)])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status not in SETTLED

    @property
    def is_shared(self) -> bool:
        return self.visibility != Visibility.OWN

    @property
    def local_time(self) -> datetime:
        """The start on the clock it was stated on: UTC+6 for Bishkek, UTC+5 for Dushanbe."""
        hours = 6 if self.clock == Clock.BISHKEK else 5
        return self.occurred_at.astimezone(timezone(timedelta(hours=hours)))

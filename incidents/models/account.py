"""What one side says of an incident: its own until a representative releases it."""

import uuid

import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q

from incidents.codes import (
    AccountState,
    CasualtyCategory,
    CasualtyStatus,
    Cause,
    Credibility,
    Crowd,
    Damage,
    Force,
    Form,
    Harm,
    LocationPrecision,
    Measure,
    Reliability,
    SourceKind,
    Stoppage,
    TimePrecision,
    Visibility,
)
from incidents.querysets import AccountQuerySet, CasualtyQuerySet, SourceQuerySet
from incidents.workflow import ACCOUNT_PAIRS, WORKING
from people.models import Clock, Side, User

# What was released was read by the other side: it stays as it was, whoever writes.
FROZEN = """
IF to_jsonb(NEW) - '{state,visibility,withdrawn_at,updated_at}'::text[]
   <> to_jsonb(OLD) - '{state,visibility,withdrawn_at,updated_at}'::text[]
   OR NEW.visibility = 'own'
THEN RAISE EXCEPTION 'a released account is not changed: make a new version' USING ERRCODE = '42501';
END IF;
RETURN NEW;
"""
# Rows of a released version are as frozen as the version.
FROZEN_CHILD = """
IF to_jsonb(NEW) - '{visibility}'::text[] <> to_jsonb(OLD) - '{visibility}'::text[] OR NEW.visibility = 'own'
THEN RAISE EXCEPTION 'a released account is not changed: make a new version' USING ERRCODE = '42501';
END IF;
RETURN NEW;
"""
# What a public source says is loaded again by the owner when its file changes.
BY_A_SIDE = "current_user = 'bordertrack_app' AND OLD.visibility <> 'own'"


def _frozen(func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="released_words_stay",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(BY_A_SIDE),
        func=func,
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Account(models.Model):
    """One version of what one side says, or what a public source says (`side` null).

    Facts that are empty or null are not stated: the side is silent on them. `visibility` is `own` while a version
    is worked on, `both` from its release, `public` when partners may read it too. A released version is frozen by
    a trigger; what a side changes afterwards is its next version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="accounts")
    side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="accounts")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.SUBMITTED)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OWN)
    own_number = models.CharField(max_length=20, null=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="accounts")
    # The post the author writes from, as the side calls it.
    author_post = models.CharField(max_length=120, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # SHA-256 of everything this version says (incidents/accounts/hashing.py): what a signature is bound to.
    content_hash = models.CharField(max_length=64, blank=True)

    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(max_length=10_000, blank=True)
    language = models.CharField(max_length=2, default="ru")

    occurred_at = models.DateTimeField(null=True)
    occurred_until = models.DateTimeField(null=True)
    time_precision = models.CharField(max_length=10, choices=TimePrecision, blank=True)
    clock = models.CharField(max_length=40, choices=Clock, blank=True)
    # When the side came to know of it; when it was entered is `created_at`.
    known_at = models.DateTimeField(null=True)

    place_text = models.CharField(max_length=200, blank=True)
    location = models.PointField(srid=4326, null=True)
    location_precision = models.PositiveSmallIntegerField(choices=LocationPrecision, null=True)
    km_m = models.IntegerField(null=True)
    distance_m = models.FloatField(null=True)
    # The map or document by which the side reckons the place.
    map_relied_on = models.CharField(max_length=200, blank=True)

    cause = models.CharField(max_length=24, choices=Cause, blank=True)
    causes = ArrayField(models.CharField(max_length=24, choices=Cause), default=list, blank=True)
    # A side's code, `both`, `third` or `unknown`.
    first_action_by = models.CharField(max_length=8, blank=True)
    first_action = models.CharField(max_length=500, blank=True)
    forms = ArrayField(models.CharField(max_length=24, choices=Form), default=list, blank=True)
    crowd = models.CharField(max_length=12, choices=Crowd, blank=True)
    forces = ArrayField(models.CharField(max_length=24, choices=Force), default=list, blank=True)
    forces_note = models.TextField(max_length=2_000, blank=True)
    damage = ArrayField(models.CharField(max_length=24, choices=Damage), default=list, blank=True)
    damage_note = models.TextField(max_length=2_000, blank=True)
    measures = ArrayField(models.CharField(max_length=24, choices=Measure), default=list, blank=True)
    measures_note = models.TextField(max_length=2_000, blank=True)

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
            models.UniqueConstraint(name="one_account_a_side_and_version", fields=["incident", "side", "version"]),
            models.UniqueConstraint(name="one_own_number_a_version", fields=["own_number", "version"]),
            # One version is worked on at a time.
            models.UniqueConstraint(
                name="one_working_account_a_side",
                fields=["incident", "side"],
                condition=Q(state__in=WORKING, side__isnull=False),
            ),
            models.CheckConstraint(name="account_version_is_1_or_more", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="account_is_its_own_until_released",
                condition=Q(visibility=Visibility.OWN, released_at__isnull=True, state__in=WORKING)
                | (~Q(visibility=Visibility.OWN) & Q(released_at__isnull=False) & ~Q(state__in=WORKING)),
            ),
            models.CheckConstraint(
                name="account_of_a_side_has_an_author",
                condition=Q(side__isnull=True, author__isnull=True, own_number__isnull=True)
                | Q(side__isnull=False, author__isnull=False, own_number__isnull=False),
            ),
            models.CheckConstraint(
                name="account_says_who_verified_it_and_when",
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="account_that_is_withdrawn_says_when",
                condition=Q(state=AccountState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=AccountState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="account_ends_after_it_starts",
                condition=Q(occurred_until__isnull=True) | Q(occurred_until__gte=F("occurred_at")),
            ),
            models.CheckConstraint(
                name="account_time_has_a_clock",
                condition=Q(occurred_at__isnull=True, occurred_until__isnull=True) | ~Q(clock="", time_precision=""),
            ),
            models.CheckConstraint(
                name="account_names_its_primary_cause", condition=Q(cause="") | Q(causes__contains=[F("cause")])
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_follows_the_workflow", field="state", transitions=ACCOUNT_PAIRS),
            _frozen(FROZEN),
        ]

    def __str__(self) -> str:
        return self.own_number or str(self.pk)

    @property
    def is_working(self) -> bool:
        """Whether this version can still be written."""
        return self.state in WORKING


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Source(models.Model):
    """Where a statement of an account comes from; carries the account's side and visibility.

    How far the source is relied on and how credible this statement is are judged apart: reliability must not
    drag credibility. Sources of one `independence_group` go back to the same origin and count once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sources")
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=16, choices=SourceKind)
    name = models.CharField(max_length=200)
    reference = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    reliability = models.CharField(max_length=1, choices=Reliability, blank=True)
    credibility = models.PositiveSmallIntegerField(choices=Credibility, null=True)
    independence_group = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, blank=True)
    quote = models.TextField(max_length=2_000, blank=True)
    # Taken back before the release; kept, and shown to nobody but the own side.
    removed_at = models.DateTimeField(null=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        triggers = [_frozen(FROZEN_CHILD)]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Casualty(models.Model):
    """A number of people, as one author gives it. Numbers of different authors are never added up.

    `people_side` is whose people they are; null is not known.
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
    # Taken back before the release; kept, and shown to nobody but the own side.
    removed_at = models.DateTimeField(null=True)

    objects = CasualtyQuerySet.as_manager()

    class Meta:
        triggers = [_frozen(FROZEN_CHILD)]
        constraints = [
            models.CheckConstraint(
                name="casualty_low_best_high_in_order", condition=Q(low__lte=F("best"), high__gte=F("best"))
            ),
            models.CheckConstraint(name="casualty_figure_has_an_author", condition=~Q(author="")),
        ]

    def __str__(self) -> str:
        return f"{self.best} {self.status}"

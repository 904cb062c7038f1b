"""Questions about many incidents, `visible_to` first of all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.db import models
from django.db.models import Case, F, Q, When

from incidents.codes import CasualtyStatus, Origin, Visibility
from incidents.workflow import SETTLED
from people.models import Role, User

if TYPE_CHECKING:
    from segments.models import Segment

# The geometry of a segment is drawn by the map alone, and heavy.
HEAVY = ("segment__geometry", "place__search_key", "place__source", "place__location", "place__other_names")

SHARED = (Visibility.BOTH, Visibility.LOCAL, Visibility.PUBLIC)


def sectors_within_reach(user: User) -> list[str]:
    """Return the codes of an officer's sectors and of those that adjoin them.

    They are asked for once a request: every question about a record of the own side needs them.
    """
    known: list[str] | None = user.__dict__.get("_sectors_within_reach")
    if known is None:
        codes: set[str] = set()
        for own, adjoining in user.sectors.values_list("code", "adjoining__code"):
            codes |= {own, adjoining} - {None}
        known = user.__dict__["_sectors_within_reach"] = sorted(codes)
    return known


def within_reach(user: User, incident: str = "") -> Q:
    """Return the condition under which a record of the own side is its officer's to read and write.

    Of a liaison officer: in the own and adjoining sectors, where the sector is not known, and where the officer wrote
    about it. Everybody else of the side has the whole side. `incident` is the path to the incident of a row.
    """
    if user.role != Role.LIAISON:
        return Q()
    path = f"{incident}__" if incident else ""
    written = user.accounts.values("incident")
    return (
        Q(**{f"{path}sector__in": sectors_within_reach(user)})
        | Q(**{f"{path}sector__isnull": True})
        | Q(**{f"{path}pk__in": written})
    )


def visible_to(user: User | AnonymousUser) -> Q:
    """Return the condition under which a reader may know of an incident.

    Row security in PostgreSQL is the second wall behind it: it knows sides and roles, this also knows
    sectors and districts.
    """
    nobody = Q(pk__in=[])
    if not isinstance(user, User) or not user.is_active:
        return nobody
    shared = Q(visibility__in=SHARED)
    if user.role == Role.OBSERVER:
        return Q(visibility=Visibility.PUBLIC)
    if user.role == Role.AUTHORITY:
        touched = Q(segment__in=list(user.districts.values_list("segments__code", flat=True)))
        return Q(visibility=Visibility.PUBLIC) | (Q(visibility=Visibility.LOCAL) & touched)
    if user.role == Role.ADMINISTRATOR or user.side_id is None:
        return shared
    return shared | (Q(side=user.side_id) & within_reach(user))


class IncidentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return what one reader may know of; every surface starts here."""
        return self.filter(visible_to(user))

    def open(self) -> Self:
        """Return those on which somebody still has to act; what a public source tells is history."""
        return self.exclude(status__in=SETTLED).exclude(origin=Origin.PUBLIC_SOURCE)

    def on(self, segment: Segment) -> Self:
        return self.filter(segment=segment)

    def since(self, moment: datetime) -> Self:
        return self.filter(occurred_at__gte=moment)

    def for_reading(self) -> Self:
        """Return with what a row, a page or the wire names; geometry and search keys stay in the database."""
        return self.select_related("border", "place", "sector", "segment", "side").defer(*HEAVY)

    def newest_first(self) -> Self:
        """Return in the order of every list and page; the id breaks ties."""
        return self.order_by("-occurred_at", "-id")


class SidedQuerySet(models.QuerySet[Any]):
    """Rows about an incident that belong to a side and carry their own visibility."""

    # The way from a row to its incident.
    incident = "incident"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return what a reader may read: what is the own side's and within reach, and what was opened to the reader."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.role == Role.OBSERVER:
            return self.filter(visibility=Visibility.PUBLIC)
        if user.role == Role.AUTHORITY:
            return self.filter(visibility__in=(Visibility.LOCAL, Visibility.PUBLIC))
        opened = Q(visibility__in=SHARED)
        if user.role == Role.ADMINISTRATOR or user.side_id is None:
            return self.filter(opened)
        return self.filter(opened | (Q(side=user.side_id) & within_reach(user, self.incident)))


class AccountQuerySet(SidedQuerySet):
    """Versions of accounts."""


class AnswerQuerySet(SidedQuerySet):
    """Answers to requests."""

    incident = "request__incident"


class SaidQuerySet(models.QuerySet[Any]):
    """Rows that belong to one version of an account."""

    def of(self, account: Any) -> Self:
        """Return what a version says; nothing where there is no account."""
        return self.filter(account=account, removed_at=None) if account is not None else self.none()


class CasualtyQuerySet(SaidQuerySet):
    def in_order(self) -> Self:
        """Return numbers in one order for every reader: of one status, the side's own people come first."""
        whose = Case(When(people_side=F("side"), then=0), When(people_side__isnull=True, then=2), default=1)
        statuses = Case(*(When(status=code, then=n) for n, code in enumerate(CasualtyStatus.values)))
        return self.order_by(statuses, whose, "category", "-best", "author", "pk")


class SourceQuerySet(SaidQuerySet):
    def in_order(self) -> Self:
        """Return sources by name, for every reader."""
        return self.order_by("name", "kind", "pk")


class LinkQuerySet(SidedQuerySet):
    """Statements that two incidents belong together."""

    incident = "from_incident"

    def live(self) -> Self:
        """Return what nobody has taken back."""
        return self.filter(ended_at=None)

    def of(self, incident: Any) -> Self:
        """Return the links of an incident, at either end."""
        return self.filter(Q(from_incident=incident) | Q(to_incident=incident))


class AttachmentQuerySet(SidedQuerySet):
    """Files, of incidents the reader may know of."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the files a reader may open; what was taken back is not among them."""
        return super().visible_to(user).filter(withdrawn_at=None)

"""From the accounts of an incident to what is compared: the one place that knows both the rows and the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from incidents.accounts.confidence import Confidence, Graded, Reason, confidence
from incidents.codes import AccountState, LinkKind
from incidents.comparison import (
    ActionSaid,
    CauseSaid,
    Coded,
    Count,
    CrowdSaid,
    FactComparison,
    Facts,
    Moment,
    PlaceSaid,
    compare,
    differences_first,
    tally,
)
from incidents.comparison.measured import AREA
from incidents.joining.accounts import accounts_of, joined_to
from incidents.models import Account, Casualty, Incident, IncidentLink, Source
from incidents.reading import Reading
from people.models import Side
from segments.locate import locate
from segments.models import AdminArea

PRECISE = 4


@dataclass(frozen=True)
class Told:
    """What one side tells: the version read, its facts, its sources, and how far they let it be relied on."""

    account: Account
    facts: Facts
    sources: list[Source]
    # The version the other side reads, where the one read here is a later one at work.
    open_to_both: Account | None = None

    @property
    def confidence(self) -> tuple[Confidence, list[Reason]]:
        """How far its own sources let the account be relied on, and why."""
        return confidence(Graded(each.reliability, each.credibility, each.independence_group) for each in self.sources)


@dataclass(frozen=True)
class Comparison:
    """What both sides tell of one incident, in the order its reader sees them: the own side first.

    `told` holds the accounts that are open to the reader. `facts` is empty unless both are: where one side alone
    is heard there is nothing to judge. In each fact `a` is of the first side and `b` of the second.
    """

    sides: list[Side]
    told: dict[str, Told]
    facts: list[FactComparison] = field(default_factory=list)

    @property
    def is_two_sided(self) -> bool:
        return len(self.told) == 2

    @property
    def is_ahead(self) -> bool:
        """Whether the reader's side reads a later version of its own than the other side does."""
        return any(told.open_to_both for told in self.told.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many facts differ, are told by one side alone or cannot be compared, and agree."""
        return tally(self.facts)

    @property
    def heard(self) -> list[Told]:
        """What is told, in the order of the sides."""
        return [self.told[side.code] for side in self.sides if side.code in self.told]


def joined_into(read: Reading) -> Incident | None:
    """Return the incident this one was joined to, where both accounts stand; None if it stands by itself."""
    links = IncidentLink.objects.visible_to(read.reader).live()
    links = links.filter(from_incident=read.incident, kind=LinkKind.JOINED)
    whole = Incident.objects.visible_to(read.reader).for_reading().filter(pk__in=links.values("to_incident"))
    return whole.first()


def comparison_of(read: Reading, *, as_released: bool = False, with_sources: bool = True) -> Comparison:
    """Return how the accounts of an incident compare, as far as its reader may read them.

    The own side is read by its latest version, the other by what it has released and not withdrawn. With
    `as_released` the own side, too, is read by what it has released: what both sides can read.
    """
    sides = read.in_order(read.incident.border.sides.all(), lambda side: side.code)
    accounts = accounts_of(read.incident, read.reader)
    accounts = {code: one for code, one in accounts.items() if one.state != AccountState.WITHDRAWN}
    open_to_both = {code: _released(read, one) for code, one in accounts.items() if one.is_working}
    if as_released:
        accounts = {code: one for code, one in (accounts | open_to_both).items() if one is not None}
        open_to_both = {}
    codes = [side.code for side in sides if side.code in accounts]
    facts = facts_of([accounts[code] for code in codes])
    sources = _by_account(Source, accounts.values()) if with_sources else {}
    told = {
        code: Told(
            accounts[code],
            said,
            sources.get(accounts[code].pk, []),
            open_to_both.get(code),
        )
        for code, said in zip(codes, facts, strict=True)
    }
    return Comparison(sides, told, differences_first(compare(*facts)) if len(facts) == 2 else [])


def _released(read: Reading, working: Account) -> Account | None:
    """Return the released version of the same account, which the other side reads while this one is at work."""
    released = Account.objects.visible_to(read.reader).filter(side=working.side_id, state=AccountState.RELEASED)
    ids = [read.incident.pk, *joined_to(read.incident)]
    by_incident = {one.incident_id: one for one in released.filter(incident__in=ids).select_related("side", "incident")}
    return next((by_incident[pk] for pk in ids if pk in by_incident), None)


def _by_account(model: Any, accounts: Iterable[Account]) -> dict[Any, list[Any]]:
    """Return the rows of each account that stand, in one order for every reader."""
    rows: dict[Any, list[Any]] = {}
    for row in model.objects.filter(account__in=[one.pk for one in accounts], removed_at=None).in_order():
        rows.setdefault(row.account_id, []).append(row)
    return rows


def facts_of(accounts: list[Account]) -> list[Facts]:
    """Return what each account says, in a form that can be compared."""
    counts = _by_account(Casualty, accounts)
    facts = [_facts_of(one, counts.get(one.pk, [])) for one in accounts]
    places = [said.place for said in facts if said.place is not None and said.place.is_coded]
    coarsest = max((place.precision for place in places), default=0)
    # What a place lies in is asked only where places are told by that.
    if len(places) < 2 or coarsest <= PRECISE:
        return facts
    return [
        replace(said, place=_within(said.place, AREA[coarsest], account)) if said.place in places else said
        for said, account in zip(facts, accounts, strict=True)
    ]


def _facts_of(account: Account, casualties: list[Casualty]) -> Facts:
    clock = account.clock or account.incident.clock
    precision = account.time_precision or "minute"
    point = account.location
    return Facts(
        start=Moment(account.occurred_at, precision, clock) if account.occurred_at else None,
        end=Moment(account.occurred_until, precision, clock) if account.occurred_until else None,
        place=PlaceSaid(
            point.x if point else None,
            point.y if point else None,
            account.location_precision or 2,
            words=account.place_text,
            map=account.map_relied_on,
        )
        if point or account.place_text
        else None,
        cause=CauseSaid(account.cause, frozenset(account.causes)) if account.cause else None,
        first_action=ActionSaid(account.first_action_by, account.first_action)
        if account.first_action_by or account.first_action
        else None,
        forms=_coded(account.forms),
        crowd=CrowdSaid(account.crowd) if account.crowd else None,
        forces=_coded(account.forces, account.forces_note),
        damage=_coded(account.damage, account.damage_note),
        measures=_coded(account.measures, account.measures_note),
        counts=tuple(
            Count(
                each.status,
                each.best,
                each.low,
                each.high,
                each.people_side_id or "",
                each.category,
                each.author,
                each.as_of,
            )
            for each in casualties
        ),
    )


def _coded(codes: list[str], words: str = "") -> Coded | None:
    return Coded(frozenset(codes), words) if codes or words else None


def _within(place: PlaceSaid | None, area: str, account: Account) -> PlaceSaid:
    """Return a place with what it lies in: its stretch of the border, or its district or region."""
    assert place is not None
    lon, lat = place.point
    if area == "segment":
        on = (account.occurred_at or account.incident.occurred_at).date()
        return replace(place, segment=locate(lon=lon, lat=lat, on=on).segment)
    assert account.location is not None
    is_region = area == "region"
    areas = AdminArea.objects.filter(level=1 if is_region else 2, geometry__covers=account.location)
    code = areas.values_list("code", flat=True).first() or ""
    return replace(place, region=code) if is_region else replace(place, district=code)

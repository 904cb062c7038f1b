"""A version of a side's account on the wire, and its OpenAPI document."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from incidents.accounts.confidence import Confidence
from incidents.accounts.facts import Told
from incidents.accounts.hashing import OF_CASUALTY, OF_SOURCE
from incidents.accounts.versions import allowed_on
from incidents.api.account_input import AccountInput, CasualtyInput
from incidents.codes import AccountState, Visibility
from incidents.comparison import Facts
from incidents.models import Account, Casualty, Source
from incidents.reading import Reading, instant
from people.models import Role, User

WORDS = (
    "title",
    "summary",
    "language",
    "author_post",
    "time_precision",
    "clock",
    "place_text",
    "location_precision",
    "map_relied_on",
    "cause",
    "causes",
    "first_action_by",
    "first_action",
    "forms",
    "crowd",
    "forces",
    "forces_note",
    "damage",
    "damage_note",
    "measures",
    "measures_note",
    "harm",
    "stoppage",
)
MOMENTS = (
    "occurred_at",
    "occurred_until",
    "known_at",
    "verified_at",
    "released_at",
    "withdrawn_at",
    "updated_at",
)


class CasualtyOfAccountSchema(CasualtyInput):
    """A number of people as one author gives it, with the account that states it."""

    side = serializers.CharField(allow_null=True, help_text="Whose account; null is a public source.")
    account = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AccountState.choices)


class AccountSchema(AccountInput):
    """One version of what one side says. Empty or null: the side is silent on it."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    side = serializers.CharField(allow_null=True, help_text="Null is a public source.")
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AccountState.choices)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    own_number = serializers.CharField(allow_null=True, help_text="The own side's alone.")
    author = serializers.CharField(allow_null=True, help_text="The own side's alone.")
    author_role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    verified_by = serializers.CharField(allow_null=True, help_text="The own side's alone.")
    verified_at = serializers.DateTimeField(allow_null=True)
    released_by = serializers.CharField(allow_null=True, help_text="The own side's alone.")
    released_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    content_hash = serializers.CharField(help_text="SHA-256 of everything this version says.")
    km_mark = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    confidence = serializers.ChoiceField(choices=[each.value for each in Confidence], allow_null=True)
    confidence_reasons = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField(allow_null=True, help_text="When it was begun; null for the other side's.")
    updated_at = serializers.DateTimeField()
    allowed_actions = serializers.ListField(child=serializers.CharField())
    # What a client sends and never reads back.
    location_unknown = confirm_far = place = None  # type: ignore[assignment]


class AccountListSchema(serializers.Serializer):
    """The accounts a reader may read, the own side's first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AccountSchema(many=True)


class CasualtyListSchema(serializers.Serializer):
    """The numbers of every account a reader may read; there is no total."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CasualtyOfAccountSchema(many=True)


EXAMPLE = OpenApiExample(
    "A road closed",
    request_only=True,
    value={
        "occurred_at": "2022-01-27T17:20:00+05:00",
        "clock": "Asia/Dushanbe",
        "location": {"type": "Point", "coordinates": [70.5837, 39.9061]},
        "location_precision": 2,
        "cause": "road_blocking",
        "first_action_by": "KG",
        "first_action": "Some 50 residents stopped a lorry at the bridge.",
        "casualties": [
            {"people_side": "TJ", "status": "wounded", "best": 10, "high": 17, "author": "District hospital"}
        ],
        "sources": [
            {"kind": "patrol", "name": "Patrol of the post", "reliability": "B", "credibility": 2},
        ],
    },
)


def accounts_wire(accounts: Iterable[Account], read: Reading) -> list[dict[str, Any]]:
    """Return accounts as their reader may read them, with one query for the rows of each kind."""
    accounts = list(accounts)
    casualties, sources = (rows_of(model, accounts) for model in (Casualty, Source))
    return [_wire(one, read, casualties.get(one.pk, []), sources.get(one.pk, [])) for one in accounts]


def rows_of(model: Any, accounts: Iterable[Account]) -> dict[UUID, list[Any]]:
    """Return the rows of each account that stand, in one order for every reader."""
    found: dict[UUID, list[Any]] = {}
    for row in model.objects.filter(account__in=[one.pk for one in accounts], removed_at=None).in_order():
        found.setdefault(row.account_id, []).append(row)
    return found


def _wire(account: Account, read: Reading, casualties: list[Casualty], sources: list[Source]) -> dict[str, Any]:
    reader = read.reader
    is_own = account.side_id is not None and account.side_id == reader.side_id
    point = account.location
    level, reasons = Told(account, Facts(), sources).confidence if account.side_id else (None, [])
    is_here = account.incident_id == read.incident.pk
    return {
        "id": str(account.pk),
        "incident": str(account.incident_id),
        "side": account.side_id,
        "version": account.version,
        "state": account.state,
        "visibility": account.visibility,
        "own_number": account.own_number if is_own else None,
        "author": _name(account.author, is_own),
        "author_role": account.author.role if account.author else None,
        "verified_by": _name(account.verified_by, is_own),
        "released_by": _name(account.released_by, is_own),
        "content_hash": account.content_hash,
        **{name: getattr(account, name) for name in WORDS},
        **{name: instant(getattr(account, name)) for name in MOMENTS},
        # While a side writes, the other does not know of it; nor does it learn afterwards for how long.
        "created_at": instant(account.created_at) if is_own or account.side_id is None else None,
        "location": {"type": "Point", "coordinates": [round(point.x, 7), round(point.y, 7)]} if point else None,
        "km_mark": account.km_m / 1000 if account.km_m is not None else None,
        "distance_m": round(account.distance_m, 1) if account.distance_m is not None else None,
        "severity_reason": account.severity_reason if is_own or account.side_id is None else "",
        "casualties": [casualty_wire(row) for row in casualties],
        "sources": [{name: getattr(row, name) for name in OF_SOURCE} for row in sources],
        "confidence": level.value if level else None,
        "confidence_reasons": [reason.value for reason in reasons],
        "allowed_actions": allowed_on(account, reader, incident=account.incident) if is_own and is_here else [],
    }


def _name(person: User | None, is_own: bool) -> str | None:
    return str(person) if is_own and person is not None else None


def casualty_wire(row: Casualty) -> dict[str, Any]:
    """Return a number of people on the wire."""
    said = {name: getattr(row, name) for name in OF_CASUALTY}
    return {
        "people_side": said.pop("people_side_id"),
        **said,
        "as_of": row.as_of.isoformat() if row.as_of else None,
    }

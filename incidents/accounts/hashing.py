"""The fingerprint of what an account says: what is released and signed is bound to it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from incidents.models import Account, Casualty, Source

SAID = (
    "title",
    "summary",
    "language",
    "author_post",
    "occurred_at",
    "occurred_until",
    "time_precision",
    "clock",
    "known_at",
    "place_text",
    "location",
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
OF_CASUALTY = ("people_side_id", "status", "category", "best", "low", "high", "author", "as_of")
OF_SOURCE = (
    "kind",
    "name",
    "reference",
    "licence",
    "reliability",
    "credibility",
    "independence_group",
    "language",
    "quote",
)


def digest(said: Any) -> str:
    """Return the SHA-256 of a value as canonical JSON: keys in order, instants in UTC."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(account: Account) -> str:
    """Return the SHA-256 of everything one version of an account says, its casualties and sources included."""
    rows = {
        "casualties": (Casualty.objects.of(account), OF_CASUALTY),
        "sources": (Source.objects.of(account), OF_SOURCE),
    }
    said: dict[str, Any] = {name: getattr(account, name) for name in SAID}
    for name, (queryset, fields) in rows.items():
        found = [{field: _plain(getattr(row, field)) for field in fields} for row in queryset]
        said[name] = sorted(found, key=lambda row: json.dumps(row, sort_keys=True, default=str))
    return digest({"incident": str(account.incident_id), "side": account.side_id, **said})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if hasattr(value, "coords"):
        return [round(part, 7) for part in value.coords]
    if value is None or isinstance(value, (str, int, float, bool, list)):
        return value
    return str(value)

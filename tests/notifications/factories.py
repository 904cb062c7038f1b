"""Representatives and alerts for tests, made by the services as in life."""

import uuid
from typing import Any

from notifications.message import Message
from notifications.models import Notification, Representative
from notifications.roster import add_contact_point, enrol_representative
from notifications.services import raise_alert
from people.actors import DELIVERY, acting_as
from people.models import User
from tests.conftest import as_owner

SUBJECT = "3 Clash · Isfara–Batken · Stones thrown"


def enrol(user: User, *sectors: Any, kinds: dict[str, str] | None = None, **entry: Any) -> Representative:
    """Put a person on the roster with an inbox and other verified ways: `kinds` maps a kind to an address."""
    with as_owner():
        representative = enrol_representative(user=user, sectors=sectors, **entry)
        for kind, address in ({"email": user.email} if kinds is None else kinds).items():
            add_contact_point(representative=representative, kind=kind, address=address, verified=True)
    return representative


def render(language: str) -> Message:
    return Message(SUBJECT, f"{SUBJECT}\n\nNot confirmed, reported by one side. [{language}]")


def tell(sector: Any, **changes: Any) -> str:
    """Raise an alert of both sides about a clash, and return its key."""
    key = f"incident:{uuid.uuid4()}:1"
    given = {
        "key": key, "kind": "new", "severity": 3, "sector": sector, "sides": ["KG", "TJ"], "render": render,
        "path": "/incidents/BIT-2026-000143/", "side": "TJ", "visibility": "both", "origin": "official",
    }  # fmt: skip
    raise_alert(**(given | changes))
    return changes.get("key", key)


def rows(**conditions: Any) -> list[Notification]:
    """Return the rows of the outbox as delivery sees them."""
    with acting_as(DELIVERY):
        related = ("recipient__user", "contact_point")
        return list(Notification.objects.filter(**conditions).select_related(*related).order_by("side", "channel"))

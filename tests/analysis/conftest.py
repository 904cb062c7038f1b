"""Incidents to count, made by the services as in life."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from incidents.services import report_incident
from people.actors import acting_as, actor_for
from people.models import User

Report = Callable[..., Incident]
AT_KHOJAI_ALO = (70.49611, 39.94167)


@pytest.fixture
def report(border: Any) -> Report:
    """Report an incident near Khojai Alo, unless it is said otherwise."""

    def reported(by: User, **facts: Any) -> Incident:
        said = {
            "title": "Water turn broken",
            "occurred_at": datetime(2026, 5, 3, 6, 10, tzinfo=UTC),
            "severity": 3,
            "cause": "irrigation_turn",
            "forms": ["crowd"],
        }
        if not {"location", "place", "location_unknown"} & set(facts):
            said["location"] = AT_KHOJAI_ALO
        with acting_as(actor_for(by)):
            incident, _is_new = report_incident(by=by, **{**said, **facts})
        return incident

    return reported


@pytest.fixture
def asks(client: Client) -> Callable[..., Any]:
    """Ask an address as somebody, and return the JSON of the answer."""

    def ask(user: User, path: str, **query: Any) -> Any:
        client.force_login(user)
        return client.get(path, query).json()

    return ask

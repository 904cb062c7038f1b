"""Facts of an incident as a client states them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.models import Incident
from incidents.services import report_incident
from people.actors import acting_as, actor_for

# The example of the API's documentation: the Mastchoi canal by Khojai Alo.
CANAL = (70.49611, 39.94167)


@pytest.fixture
def facts() -> dict[str, Any]:
    """The body of a valid report."""
    return {
        "title": "Water turn at the Mastchoi canal broken",
        "summary": "Two families argue over whose night it was.",
        "occurred_at": "2026-05-03T11:10:00+05:00",
        "severity": 3,
        "cause": "irrigation_turn",
        "forms": ["crowd", "stone_throwing"],
        "crowd": "50_200",
        "location": {"type": "Point", "coordinates": list(CANAL)},
        "location_precision": 2,
    }


@pytest.fixture
def api() -> Any:
    """Return a client of the API signed in as a user."""

    def client(user: Any) -> APIClient:
        signed_in = APIClient()
        signed_in.force_login(user)
        return signed_in

    return client


@pytest.fixture
def report() -> Any:
    """Return a way to log an incident as somebody."""

    def log(by: Any, **changes: Any) -> Incident:
        facts: dict[str, Any] = {
            "title": "Water turn at the Mastchoi canal broken",
            "summary": "Two families argue over whose night it was.",
            "occurred_at": timezone.now() - timedelta(hours=1),
            "severity": 3,
            "cause": "irrigation_turn",
            "forms": ["crowd", "stone_throwing"],
            "crowd": "50_200",
            "harm": "injured_1_4",
            "location": CANAL,
            "location_precision": 1,
        }
        with acting_as(actor_for(by)):
            return report_incident(by=by, **facts | changes)[0]

    return log


@pytest.fixture
def browse() -> Any:
    """Return a browser signed in as somebody."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(params=["TJ", "KG"])
def sides(request: Any, representative_tj: Any, representative_kg: Any) -> Any:
    """A representative of the side that reports, and one of the other: the case holds with the sides swapped."""
    both = (representative_tj, representative_kg)
    return both if request.param == "TJ" else both[::-1]

"""Facts of an incident as a client states them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

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

"""Many at once: one row, one number, one winner."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from incidents.models import Incident
from tests.conftest import as_owner

URL = "/api/v1/incidents/"
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times: int, call: Callable[[int], Any]) -> list[Any]:
    """Return the answers of calls made at the same time, each on its own connection."""

    def alone(number: int) -> Any:
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))


def client_of(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    client.force_login(user)
    return client


@pytest.fixture
def writer(transactional_db: None, officer: Any) -> Any:
    return officer


def test_the_same_report_twenty_times_is_one_incident(writer: Any, facts: Any) -> None:
    body = {**facts, "id": str(uuid.uuid4())}
    clients = [client_of(writer) for _n in range(20)]

    answers = at_once(20, lambda n: clients[n].post(URL, body, format="json"))

    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert len({answer.json()["number"] for answer in answers}) == 1
    with as_owner():
        assert Incident.objects.count() == 1


def test_numbers_drawn_at_once_have_no_gap(writer: Any, facts: Any) -> None:
    clients = [client_of(writer) for _n in range(10)]

    answers = at_once(10, lambda n: clients[n].post(URL, facts, format="json"))

    assert sorted(answer.json()["number"] for answer in answers) == [f"BIT-2026-{n:06d}" for n in range(1, 11)]
    assert sorted(answer.json()["own_number"] for answer in answers) == [f"TJ-2026-{n:04d}" for n in range(1, 11)]


def test_of_twenty_changes_of_one_version_one_wins(writer: Any, facts: Any) -> None:
    created = client_of(writer).post(URL, facts, format="json")
    url, tag = f"{URL}{created.json()['id']}/", created["ETag"]
    clients = [client_of(writer) for _n in range(20)]

    answers = at_once(20, lambda n: clients[n].patch(url, {"title": f"Words {n}"}, format="json", HTTP_IF_MATCH=tag))

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19

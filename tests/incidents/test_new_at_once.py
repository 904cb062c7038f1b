"""The form, pressed and typed in many windows at once."""

import uuid
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident, IncidentDraft
from notifications.models import Alert
from tests.conftest import as_owner
from tests.incidents.test_concurrency import at_once
from tests.incidents.typed import CHECK, NEW, SAVE, SENT, posted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def windows(transactional_db: None, officer: Any) -> list[Client]:
    """Browser windows of one officer."""
    clients = [Client() for _n in range(8)]
    for client in clients:
        client.force_login(officer)
    return clients


def test_pressed_at_once_it_is_sent_once(windows: list[Client]) -> None:
    body = posted()
    windows[0].post(NEW, body)
    seen = windows[0].get(f"{CHECK}?draft={body['draft']}").context["seen"]
    sending = {"draft": body["draft"], "seen": seen, "visibility": "both"}

    answers = at_once(len(windows), lambda n: windows[n].post(CHECK, sending))

    assert {(answer.status_code, answer.url) for answer in answers} == {(303, f"{SENT}?draft={body['draft']}")}
    with as_owner():
        assert Incident.objects.count() == 1
        assert Alert.objects.count() == 1


def test_different_answers_typed_at_once_are_all_kept(windows: list[Client]) -> None:
    id = str(uuid.uuid4())
    typed = [
        ("title", "A"),
        ("crowd", "10_50"),
        ("harm", "none"),
        ("cause", "trade"),
        ("summary", "B"),
        ("when", "now"),
    ]

    answers = at_once(
        len(typed), lambda n: windows[n].post(SAVE, {"draft": id, "changed": typed[n][0], typed[n][0]: typed[n][1]})
    )

    assert {answer.status_code for answer in answers} == {200}
    with as_owner():
        kept = IncidentDraft.objects.get().answers
    assert dict(typed).items() <= kept.items()

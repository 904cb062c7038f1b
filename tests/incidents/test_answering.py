"""From the report to the answer: who is told, and what the answer does."""

from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import acknowledge_incident, answering
from notifications.models import Alert, ContactPoint, Notification, Representative
from people.actors import acting_as, actor_for
from tests.conftest import as_owner

URL = "/api/v1/incidents/"


@pytest.fixture
def offices(representative_tj: Any, representative_kg: Any, sector: Any) -> None:
    """Both representatives are on the roster of the sector, with an inbox and a mail address."""
    with as_owner():
        for user in (representative_tj, representative_kg):
            representative = Representative.objects.create(
                user=user, side=user.side, role=user.role, active_from="2026-01-01"
            )
            representative.sectors.add(sector)
            for kind in ("in_app", "email"):
                ContactPoint.objects.create(
                    representative=representative,
                    side=user.side,
                    kind=kind,
                    address=user.email if kind == "email" else "",
                    priority=1 if kind == "email" else 2,
                    verified_at="2026-01-01T00:00:00Z",
                )


def told() -> set[str]:
    with as_owner():
        return set(Notification.objects.values_list("side", flat=True))


def test_both_sides_are_told_of_what_is_shared(api: Any, officer: Any, offices: None, facts: Any) -> None:
    api(officer).post(URL, facts, format="json")

    assert told() == {"TJ", "KG"}


def test_a_draft_tells_the_own_side_alone(api: Any, officer: Any, offices: None, facts: Any) -> None:
    created = api(officer).post(URL, {**facts, "visibility": "own"}, format="json").json()
    assert told() == {"TJ"}

    api(officer).post(f"{URL}{created['id']}/submit/")
    assert told() == {"TJ", "KG"}


def test_an_exercise_says_so_first_and_synthetic_tells_nobody(
    api: Any, officer: Any, offices: None, facts: Any
) -> None:
    api(officer).post(URL, {**facts, "origin": "exercise"}, format="json")

    with as_owner():
        assert all(subject.startswith("EXERCISE") for subject in Notification.objects.values_list("subject", flat=True))


def test_what_is_sent_holds_no_words_and_no_place(api: Any, officer: Any, offices: None, facts: Any) -> None:
    api(officer).post(URL, facts, format="json")

    with as_owner():
        for row in Notification.objects.all():
            assert row.subject.startswith("3 ")
            text = row.subject + row.body
            for secret in ("Mastchoi", "families", "70.49", "39.94", "officer", "84."):
                assert secret not in text


def test_an_answer_acknowledges_the_incident_and_cannot_does_not(
    api: Any, officer: Any, offices: None, representative_kg: Any, facts: Any
) -> None:
    created = api(officer).post(URL, facts, format="json").json()
    inbox = api(representative_kg).get("/api/v1/notifications/").json()["results"]
    answer = f"/api/v1/notifications/{inbox[0]['id']}/acknowledge/"

    api(representative_kg).post(answer, {"kind": "cannot"}, format="json")
    with acting_as(actor_for(officer)):
        assert Incident.objects.get().status == "signal"

    done = api(representative_kg).post(answer, {"kind": "going", "eta_min": 40}, format="json")
    assert done.status_code in {200, 201}, done.json()
    body = api(officer).get(f"{URL}{created['id']}/").json()
    assert body["status"] == "acknowledged"


def test_an_answer_is_kept_when_another_acknowledges_at_the_same_moment(
    api: Any, officer: Any, offices: None, representative_kg: Any, representative_tj: Any, facts: Any, monkeypatch: Any
) -> None:
    api(officer).post(URL, facts, format="json")
    inbox = api(representative_kg).get("/api/v1/notifications/").json()["results"]

    def just_before(verb: str, status: str) -> bool:
        with acting_as(actor_for(representative_tj)):
            acknowledge_incident(incident=Incident.objects.get(), by=representative_tj)
        return True

    monkeypatch.setattr(answering, "is_possible", just_before)
    answer = api(representative_kg).post(
        f"/api/v1/notifications/{inbox[0]['id']}/acknowledge/", {"kind": "going", "eta_min": 40}, format="json"
    )

    assert answer.status_code == 200, answer.json()
    assert [each["kind"] for each in answer.json()["answers"]] == ["going"]


def test_an_answer_about_a_draft_leaves_it_a_signal_for_the_other_side(
    api: Any, officer: Any, offices: None, representative_tj: Any, representative_kg: Any, facts: Any
) -> None:
    created = api(officer).post(URL, {**facts, "visibility": "own"}, format="json").json()
    inbox = api(representative_tj).get("/api/v1/notifications/").json()["results"]
    url = f"{URL}{created['id']}/"

    done = api(representative_tj).post(
        f"/api/v1/notifications/{inbox[0]['id']}/acknowledge/", {"kind": "seen"}, format="json"
    )
    refused = api(representative_tj).post(f"{url}acknowledge/")
    api(officer).post(f"{url}submit/")

    assert (done.status_code, refused.status_code) == (200, 403)
    theirs = api(representative_kg).get(url).json()
    assert theirs["status"] == "signal"
    assert theirs["allowed_actions"] == ["acknowledge", "widen"]


def test_a_place_corrected_into_another_sector_tells_those_who_answer_there(
    api: Any, officer: Any, offices: None, facts: Any
) -> None:
    created = api(officer).post(URL, facts, format="json")
    elsewhere = {"location": {"type": "Point", "coordinates": [72.0, 39.35]}, "confirm_far": True}

    moved = api(officer).patch(f"{URL}{created.json()['id']}/", elsewhere, format="json", HTTP_IF_MATCH=created["ETag"])

    assert moved.json()["sector"] != created.json()["sector"]
    with as_owner():
        alert = Alert.objects.get(kind="update")
        assert alert.sector_id == moved.json()["sector"]
        assert set(alert.notifications.values_list("side", flat=True)) == {"TJ", "KG"}

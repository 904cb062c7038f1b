"""What may not be seen does not exist: hidden incidents change no answer to anybody else, on any surface."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.services import report_incident
from people.actors import acting_as, actor_for
from people.models import Role
from tests.conftest import _person

WORD = "Bulldozer"
HIDDEN = 20

SURFACES = [
    "/",
    "/?at=2017-02-07",
    "/?severity=3,4",
    "/?bbox=70,39.5,71,40.5",
    "/incidents/",
    "/incidents/?segment=s03",
    f"/incidents/?q={WORD}",
    "/incidents/?side=TJ&visibility=own",
    "/segments/",
    "/segments/s03/",
    "/delimitation/",
    "/inbox/",
    "/inbox/?tab=done",
    "/account/",
    "/api/v1/incidents/?count=1",
    "/api/v1/incidents/?format=geojson",
    "/api/v1/incidents/?count=1&visibility=own",
    f"/api/v1/incidents/?count=1&q={WORD}",
    "/api/v1/incidents/?count=1&q=TJ-2026-0001",
    "/api/v1/incidents/?near=70.5,39.94,5",
    "/api/v1/incidents/?limit=1",
    "/api/v1/incidents/cells/?zoom=6",
    "/api/v1/incidents/cells/?zoom=14&bbox=70,39.5,71,40.5",
    "/api/v1/incidents/aggregate/?by=month,side",
    "/api/v1/incidents/aggregate/?by=form",
    "/api/v1/incidents/aggregate/?by=segment,severity",
    "/api/v1/segments/?format=geojson",
    "/api/v1/segments/s03/",
    "/api/v1/delimitation/",
    "/api/v1/sectors/",
    "/api/v1/places/",
    "/api/v1/alerts/",
    "/api/v1/notifications/",
    "/api/v1/me/",
    "/api/v1/tokens/",
]
# What differs from one request to the next by itself: tokens of forms, nonces, ids, the clocks of the frame.
RESTLESS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"request_id": ?"[^"]*"'
    r'|\d\d:\d\d|data-now="[^"]*"|datetime="[^"]*"|name="(?:owner|id)" value="[^"]*"'
)


def report(by: Any, number: int, **facts: Any) -> Any:
    given = {
        "title": f"{WORD} {number}",
        "summary": f"{WORD} at the canal",
        "occurred_at": datetime(2026, 5, 3, 6, 10, tzinfo=UTC) + timedelta(hours=number),
        "severity": 1 + number % 5,
        "cause": "building",
        "forms": ["crowd"],
        "location": (70.49611 + number / 1000, 39.94391),
    }
    with acting_as(actor_for(by)):
        return report_incident(by=by, **{**given, **facts})[0]


def browser_of(user: Any) -> Client:
    """Sign a reader in, once: the account shows each sign-in."""
    client = Client()
    client.force_login(user)
    return client


def answers_to(client: Client) -> dict[str, tuple[int, str]]:
    found = {}
    for path in SURFACES:
        answer = client.get(path)
        found[path] = (answer.status_code, RESTLESS.sub("", answer.content.decode()))
    return found


@pytest.fixture
def readers(sector: Any, counterpart: Any, representative_kg: Any, analyst: Any, outsider: Any) -> dict[str, Any]:
    """One reader of every role that is not of the side that hides something."""
    return {
        "counterpart": counterpart,
        "representative_kg": representative_kg,
        "analyst": analyst,
        "observer": outsider,
        "authority_tj": _person("authority.tj", Role.AUTHORITY, "TJ"),
        "authority_kg": _person("authority.kg", Role.AUTHORITY, "KG"),
        "administrator_tj": _person("admin.tj", Role.ADMINISTRATOR, "TJ"),
        "administrator_kg": _person("admin.kg", Role.ADMINISTRATOR, "KG"),
    }


def test_hidden_incidents_change_no_answer_to_anybody_else(
    readers: dict[str, Any], officer: Any, representative_tj: Any
) -> None:
    report(officer, 0)
    browsers = {name: browser_of(user) for name, user in readers.items()}
    before = {name: answers_to(browser) for name, browser in browsers.items()}

    for number in range(1, HIDDEN + 1):
        report(officer, number, visibility="own")

    for name, browser in browsers.items():
        after = answers_to(browser)
        changed = [path for path in SURFACES if after[path] != before[name][path]]
        assert changed == [], name
        assert all(status in {200, 403} for status, _body in after.values()), name


def test_the_own_side_sees_its_drafts_on_the_same_surfaces(officer: Any, representative_tj: Any) -> None:
    browser = browser_of(representative_tj)
    before = answers_to(browser)

    report(officer, 1, visibility="own")

    after = answers_to(browser)
    for path in ("/incidents/", "/api/v1/incidents/?count=1", f"/api/v1/incidents/?count=1&q={WORD}"):
        assert after[path] != before[path]


def test_words_of_an_unreleased_account_are_on_no_surface_of_the_other_side(
    readers: dict[str, Any], officer: Any
) -> None:
    incident = report(officer, 3)

    for name, user in readers.items():
        client = Client()
        client.force_login(user)
        pages = [*SURFACES, incident.get_absolute_url(), f"/api/v1/incidents/{incident.pk}/"]
        for path in pages:
            body = client.get(path).content.decode()
            searched = body.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
            assert WORD not in searched or WORD in path, (name, path)
            for exact in ("70.49911", "39.94391"):
                assert exact not in body, (name, path, exact)

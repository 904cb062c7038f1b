"""*My side only*: the other side is told nothing, and nothing it can ask for changes by a byte."""

import time
from typing import Any

import requests

from tests.browser.conftest import PHONE, OpenContext, sign_in
from tests.browser.forms import answer_all, check_answers, send
from tests.stack import Stack, wait_for

ASKED_BY_THE_OTHER_SIDE = [
    "/api/v1/incidents/?limit=200&count=1",
    "/api/v1/incidents/?q=gate&count=1",
    "/api/v1/incidents/?sector=isfara-batken&occurred_after=2026-01-01&count=1",
    "/api/v1/incidents/?format=geojson&limit=200",
    "/api/v1/incidents/cells/?bbox=69,39,72,41&zoom=9",
    "/api/v1/incidents/cells/?bbox=70.4,39.8,70.7,40.1&zoom=13",
    "/api/v1/incidents/aggregate/?by=cause,severity",
    "/api/v1/incidents/aggregate/?by=form",
    "/api/v1/incidents/aggregate/?by=segment,status",
    "/api/v1/alerts/?limit=200",
    "/api/v1/notifications/?limit=200",
    "/api/v1/segments/?limit=200",
]


def test_a_draft_leaves_no_trace_on_the_other_side(stack: Stack, open_context: OpenContext) -> None:
    clients = {who: stack.api(who) for who in ("representative.kg", "liaison.kg", "analyst")}
    _send_one_so_that_there_is_something(stack)
    before = {who: _everything(stack, client) for who, client in clients.items()}

    page = open_context(**PHONE).new_page()
    sign_in(page, "liaison.tj")
    page.goto("/incidents/new/")
    answer_all(page, title="Lock of the gate sawn through")
    check_answers(page)
    number, own_number = send(page, "My side only")
    page.get_by_role("link", name="Open the incident").click()

    assert number == ""
    path = page.url.removeprefix(stack.url)
    mails = wait_for(lambda: stack.mail.about(path), 10, "the mail to the own side")
    time.sleep(2)
    assert [mail.to for mail in stack.mail.about(path)] == ["representative.tj@demo.example"]
    assert "isfara" not in mails[0].subject
    assert stack.rows("SELECT DISTINCT side_id FROM notifications_notification WHERE path = %s", path) == [("TJ",)]
    found = (
        stack.api("representative.tj").get(f"{stack.url}/api/v1/incidents/", params={"q": "sawn", "count": 1}).json()
    )
    assert found["count"] == 1
    assert found["results"][0]["own_number"] == own_number
    for who, client in clients.items():
        assert _everything(stack, client) == before[who]
        assert client.get(f"{stack.url}/api/v1/incidents/{found['results'][0]['id']}/").status_code == 404


def _everything(stack: Stack, client: requests.Session) -> dict[str, Any]:
    """Return what every question is answered, its ETag included."""
    answers = {path: client.get(stack.url + path, timeout=10) for path in ASKED_BY_THE_OTHER_SIDE}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: (answer.headers.get("ETag"), answer.json()) for path, answer in answers.items()}


def _send_one_so_that_there_is_something(stack: Stack) -> None:
    body = {
        "title": "Gate of the canal broken",
        "occurred_at": "2026-05-03T11:10:00+05:00",
        "location": {"type": "Point", "coordinates": [70.49611, 39.94167]},
        "severity": 2,
        "cause": "water_structure",
        "forms": ["property_damage"],
    }
    answer = stack.api("liaison.tj").post(f"{stack.url}/api/v1/incidents/", json=body, timeout=10)
    assert answer.status_code == 201, answer.text
    path = answer.json()["url"].removeprefix(stack.url)
    wait_for(lambda: len(stack.mail.about(path)) == 2, 10, "mails to both sides")

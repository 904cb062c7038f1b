"""Logging an incident as another system does, by the API, and as a browser without JavaScript does, by forms."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import requests

from tests.stack import PASSWORD, Mail, Stack, wait_for

REPRESENTATIVES = {"representative.tj@demo.example", "representative.kg@demo.example"}


@dataclass
class Logged:
    """An incident as its author got to know it, and how long each POST took."""

    path: str
    answered_at: float
    post_seconds: list[float] = field(default_factory=list)


def log_by_api(stack: Stack, **more: Any) -> Logged:
    """Log an incident at Khojai Alo by the API, as the Tajik liaison officer."""
    client, times = stack.api("liaison.tj"), []
    body = {
        "id": str(uuid.uuid4()),
        "title": "Water turn at the canal broken",
        "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "location": {"type": "Point", "coordinates": [70.49611, 39.94167]},
        "severity": 3,
        "cause": "irrigation_turn",
        "forms": ["crowd", "stone_throwing"],
        "crowd": "50_200",
        **more,
    }
    with timed(times):
        answer = client.post(f"{stack.url}/api/v1/incidents/", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    return Logged(path_of(stack, answer.json()["url"]), time.monotonic(), times)


def log_by_forms(stack: Stack) -> Logged:
    """Sign in and log the same incident by forms alone."""
    browser, times = requests.Session(), []
    page = browser.get(f"{stack.url}/account/login/", timeout=30)
    with timed(times):
        page = browser.post(page.url, data={**hidden_of(page), "login": "liaison.tj", "password": PASSWORD}, timeout=30)
    assert page.status_code == 200, page.text
    form = hidden_of(browser.get(f"{stack.url}/incidents/new/", timeout=30))
    answers: dict[str, Any] = {
        "title": "Water turn at the canal broken",
        "when": "now",
        "place_by": "place",
        "place": "khojai-alo",
        "cause": "irrigation_turn",
        "forms": ["crowd", "stone_throwing"],
        "crowd": "50_200",
        "harm": "none",
        "go": "check",
    }
    with timed(times):
        page = browser.post(f"{stack.url}/incidents/new/", data={**form, **answers}, timeout=30)
    assert "/incidents/new/check/" in page.url, page.text
    with timed(times):
        page = browser.post(page.url.split("?")[0], data={**hidden_of(page), "visibility": "both"}, timeout=30)
    assert "/incidents/new/sent/" in page.url, page.text
    number = re.search(r"BIT-\d{4}-\d{6}", page.text)
    assert number, page.text
    return Logged(f"/incidents/{number[0]}/", time.monotonic(), times)


LOGGERS: dict[str, Callable[[Stack], Logged]] = {"api": log_by_api, "forms": log_by_forms}


def mails_to_all(stack: Stack, logged: Logged, *, within_s: float) -> list[Mail]:
    """Return the mails about an incident once every representative has one, in the order they came."""

    def complete() -> list[Mail]:
        found = stack.mail.about(logged.path)
        return found if {mail.to for mail in found} >= REPRESENTATIVES else []

    found: list[Mail] = wait_for(complete, within_s, f"mails about {logged.path}")
    return found


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds.append(time.monotonic() - began)


def path_of(stack: Stack, url: str) -> str:
    return url.removeprefix(stack.url)


def hidden_of(page: requests.Response) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = _Hidden()
    found.feed(page.text)
    return found.fields


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "input" and named.get("type") == "hidden" and named.get("name"):
            self.fields[str(named["name"])] = named.get("value") or ""

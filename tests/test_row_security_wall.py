"""Row security alone: what a side keeps to itself stays hidden when the application forgets to filter."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from audit.tasks import seal_pending
from bordertrack.urls import handler404
from bordertrack.urls import urlpatterns as shipped
from incidents import querysets
from incidents.models import Incident
from notifications.querysets import AlertQuerySet
from notifications.tasks import deliver_due
from people.actors import acting_as, actor_for
from people.models import User
from tests.conftest import as_owner
from tests.permissions.hidden import WORD, checked_once, hide_draft, hide_on
from tests.permissions.subjects import subjects
from tests.permissions.walk import ask
from tests.permissions.world import World, make_world
from tests.test_visibility import FILTERED, READERS, read_routes

__all__ = ["handler404"]

REQUESTS = 1_000
# What both sides read as soon as it is said: there is no way to say it for oneself.
SAID_TO_BOTH = {
    "incidents_informationrequest",
    "incidents_informationanswer",
    "incidents_jointwording",
    "incidents_jointsignature",
}


@pytest.fixture
def world(kept: None, still_clock: None) -> World:
    """Records of the Tajik side in every state, and much that it keeps to itself."""
    made = make_world("TJ")
    by = person(made, "lo")
    with checked_once():
        for state in ("shared", "released"):
            hide_on(made.incidents[state], by, other=made.incidents["public"])
        for number in range(3):
            hide_draft(by, number)
    return made


def person(world: World, name: str) -> User:
    user = world.people[name]
    assert user is not None
    return user


@pytest.fixture
def unfiltered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget to filter: every `visible_to` lets everything through."""
    monkeypatch.setattr(querysets, "visible_to", lambda user: Q())
    for name in vars(querysets):
        each = getattr(querysets, name)
        if isinstance(each, type) and "visible_to" in vars(each):
            monkeypatch.setattr(each, "visible_to", lambda self, user: self.all())
    monkeypatch.setattr(AlertQuerySet, "visible_to", lambda self, user: self.all())


def hidden_ids(world: World) -> set[str]:
    """Return the ids of everything of the reporting side that is its own alone, and that has an id to be told."""
    found = set()
    with as_owner(), connection.cursor() as cursor:
        # History also tells of the time before a record was opened.
        for table in [name for name in tables_with_visibility() if not name.endswith("event")]:
            cursor.execute(
                f"SELECT row_to_json(t)->>'id' FROM {table} t WHERE side_id = %s AND visibility = 'own'", [world.own]
            )
            found |= {id for (id,) in cursor.fetchall() if id and len(id) == 36}
    return found


def tables_with_visibility() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND 2 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped"
            "          AND a.attname IN ('side_id', 'visibility')) ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("name", READERS["lo"])
def test_without_any_filter_no_page_and_no_answer_shows_what_is_hidden(
    world: World, unfiltered: None, name: str
) -> None:
    ids = hidden_ids(world)
    assert len(ids) > 30
    asker, shown = world.clients[name], []

    answers = {path: ask(asker, "GET", path, {}, world) for path in FILTERED}
    for route in read_routes():
        for state, parts in subjects(world, route).items():
            answers[f"{route} {state}"] = ask(asker, "GET", route, parts, world)

    for where, answer in answers.items():
        body = answer.body.replace(f"q={WORD}", "")
        shown += [(where, id) for id in ids if id in body]
        shown += [(where, WORD)] if WORD in body and WORD not in where else []
        if where.endswith(" own"):
            assert not answer.word.startswith("2"), where
    assert shown == []


def test_the_filter_is_truly_forgotten_and_the_own_side_reads_on(world: World, request: pytest.FixtureRequest) -> None:
    # The one thing that only the filter knows: sectors. An officer of another one has no draft of this one.
    def far() -> str:
        return ask(world.clients["ls"], "GET", "/api/v1/incidents/{pk}/", parts, world).word

    parts = subjects(world, "/api/v1/incidents/{pk}/")["own"]
    assert far() == "404"

    request.getfixturevalue("unfiltered")

    assert far() == "200"
    assert WORD in ask(world.clients["lo"], "GET", "/incidents/", {}, world).body


def test_plain_sql_shows_the_other_side_no_row_of_any_table(world: World) -> None:
    seen, untested = [], []
    for table in tables_with_visibility():
        own = f"SELECT count(*) FROM {table} WHERE side_id = %s AND visibility = 'own'"
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(own, [world.own])
            (there,) = cursor.fetchone()
        for name in READERS["lo"]:
            with acting_as(actor_for(person(world, name))), connection.cursor() as cursor:
                cursor.execute(own, [world.own])
                seen += [(table, name)] if cursor.fetchone() != (0,) else []
        if not there and table.removesuffix("event") not in SAID_TO_BOTH:
            untested.append(table)

    assert seen == []
    assert untested == [], "hide a row of these in tests/permissions/hidden.py"


def test_nobody_sees_a_row_of_a_side_outside_a_request(world: World) -> None:
    seen = []
    for table in tables_with_visibility():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            seen += [table] if cursor.fetchone() != (0,) else []

    assert seen == []


# --- One connection, both sides in turn ---


def left_over() -> tuple[str, ...]:
    """Return what is set on the connection outside a request, and its process: everything empty, always the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.side', true), ''), coalesce(current_setting('app.sees', true), ''),"
            " coalesce(current_setting('app.actor', true), ''), pg_backend_pid()"
        )
        *settings, process = cursor.fetchone()
    assert settings == ["", "", ""]
    return process


def failing(request: HttpRequest) -> Any:
    """Read, and fail."""
    assert Incident.objects.count() >= 0
    raise RuntimeError


def broken(request: HttpRequest) -> Any:
    """Send the database what it refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    """Read when the request is over."""
    return StreamingHttpResponse(str(incident.pk) for incident in Incident.objects.iterator())


urlpatterns = [
    *shipped,
    path("failing/", failing),
    path("broken/", broken),
    path("streaming/", streaming),
]


def asked_in_turn(pk: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield requests without an end: most are answered, the others are refused or fail in every way there is."""
    json = {"content_type": "application/json"}
    while True:
        yield "GET", "/api/v1/incidents/?limit=200", {}
        yield "GET", "/failing/", {}
        yield "GET", "/api/v1/incidents/cells/?zoom=14", {}
        yield "POST", "/api/v1/incidents/", {"data": "{}", **json}
        yield "GET", "/api/v1/incidents/aggregate/?by=side,month", {}
        yield "GET", "/broken/", {}
        yield "GET", f"/api/v1/incidents/{pk}/accounts/", {}
        yield "GET", "/api/v1/incidents/?colour=red", {}
        yield "GET", "/api/v1/alerts/", {}
        yield "GET", "/incidents/BIT-1900-000001/", {}
        yield "POST", f"/api/v1/incidents/{pk}/acknowledge/", {"data": "{}", **json}
        yield "GET", f"/api/v1/incidents/{pk}/timeline/", {}
        yield "GET", "/streaming/", {}


@override_settings(ROOT_URLCONF=__name__)
def test_a_thousand_requests_of_both_sides_on_one_connection_show_no_foreign_row(world: World) -> None:
    with checked_once():
        for number in range(10, 13):
            hide_draft(person(world, "lx"), number, word="Excavator")
    foreign = {"lo": b"Excavator", "lx": WORD.encode(), "ro": b"Excavator", "rx": WORD.encode()}
    names = list(foreign)
    requests = {name: asked_in_turn(str(world.incidents["released"].pk)) for name in names}
    process, words, rows = left_over(), {}, 0

    for number in range(REQUESTS):
        name = names[number % len(names)]
        method, where, body = next(requests[name])
        answer = world.clients[name].generic(method, where, **body)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words[answer.status_code] = words.get(answer.status_code, 0) + 1
        rows += foreign[name] in content
        assert left_over() == process, (where, answer.status_code)
        if where == "/streaming/":
            assert content == b"", "a stream is read when nobody acts any more"

    assert rows == 0
    assert {200, 400, 404, 500} <= set(words)


def test_after_a_task_nobody_acts(world: World) -> None:
    process = left_over()

    deliver_due()
    seal_pending()

    assert left_over() == process

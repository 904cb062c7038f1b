"""What may not be seen does not exist: what one side keeps to itself changes no answer to anybody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from incidents.models import Incident
from people.models import User
from tests.permissions.hidden import BEGAN, WORD, checked_once, hide_draft, hide_on
from tests.permissions.matrix import FILE, read
from tests.permissions.records import exact_place
from tests.permissions.routes import routes
from tests.permissions.subjects import subjects
from tests.permissions.walk import Answer, ask
from tests.permissions.world import World, make_world

HIDDEN = 50
MATRIX = read(FILE.read_text(encoding="utf-8"))

# The same pages and routes under filters, searches and periods.
FILTERED = [
    "/?at=2017-02-07",
    "/?severity=3,4",
    "/?bbox=70,39.5,71,40.5",
    "/incidents/?segment=s03",
    f"/incidents/?q={WORD}",
    "/incidents/?side=TJ&visibility=own",
    "/incidents/?side=KG&visibility=own",
    "/inbox/?tab=done",
    "/api/v1/incidents/?count=1",
    "/api/v1/incidents/?format=geojson",
    "/api/v1/incidents/?count=1&visibility=own",
    f"/api/v1/incidents/?count=1&q={WORD}",
    "/api/v1/incidents/?count=1&q=TJ-2026-0001",
    "/api/v1/incidents/?near=70.5,39.94,5",
    "/api/v1/incidents/?limit=1",
    f"/api/v1/incidents/?updated_since={(BEGAN - timedelta(days=1)).date()}",
    "/api/v1/incidents/cells/?zoom=14&bbox=70,39.5,71,40.5",
    "/api/v1/incidents/aggregate/?by=month,side",
    "/api/v1/incidents/aggregate/?by=form",
    "/api/v1/incidents/aggregate/?by=segment,severity",
    "/api/v1/segments/?format=geojson",
]
# Of all states of a record, those in which somebody else can read something of it.
READ = {"shared", "released", "public", "known", "of_ro", "of_own", "of_other", "-"}
# The same text for everybody, and pages that make a new secret each time they are opened.
LEFT_OUT = {"/api/v1/schema/", "/account/mfa/totp/activate/", "/account/mfa/keys/add/"}
# One reader of every role that is not of the side that hides something, by who hides it.
READERS = {
    "lo": ("lx", "rx", "ax", "a0", "ob", "ci", "do", "dx"),
    "lx": ("lo", "ls", "ro", "ao", "a0", "ob", "ci", "do", "dx"),
}


def read_routes() -> list[str]:
    """Return every route that somebody can read."""
    refusals = {"in", "401", "403", "404", "405"}
    readable = []
    for route in sorted(set(routes()) - LEFT_OUT):
        rows = MATRIX.rows.get(route)
        words = {word for (method, _state), row in (rows or {}).items() if method == "GET" for word in row}
        if rows is None or words - refusals:
            readable.append(route)
    return readable


def answers_to(world: World, name: str) -> dict[str, Answer]:
    """Return what one reader gets to read, at every address there is."""
    asker = world.clients[name]
    found = {path: ask(asker, "GET", path, {}, world) for path in FILTERED}
    for route in read_routes():
        for state, parts in subjects(world, route).items():
            if state in READ:
                found[f"{route} {state}"] = ask(asker, "GET", route, parts, world)
    return found


@pytest.fixture
def world(kept: None, still_clock: None) -> World:
    """The people, and records of the Tajik side in every state."""
    return make_world("TJ")


def hide(world: World, by: User) -> Iterator[Incident]:
    """Hide drafts, and what is kept to oneself on records that both sides may know of."""
    with checked_once():
        for state in ("shared", "released", "public"):
            hide_on(world.incidents[state], by, other=world.incidents["local"])
        for number in range(HIDDEN):
            yield hide_draft(by, number)


@pytest.mark.parametrize("hider", READERS)
def test_what_a_side_hides_changes_no_byte_that_anybody_else_reads(world: World, hider: str) -> None:
    by = world.people[hider]
    assert by is not None
    before = {name: answers_to(world, name) for name in READERS[hider]}

    drafts = list(hide(world, by))

    assert len(drafts) == HIDDEN
    for name in READERS[hider]:
        after = answers_to(world, name)
        changed = [path for path, answer in after.items() if answer != before[name][path]]
        assert changed == [], name
        assert {answer.word for answer in after.values()} <= {"200", "301", "302", "re", "403", "404", "405"}, name
        for path, answer in after.items():
            assert WORD not in answer.body.replace(f"q={WORD}", "") or WORD in path, (name, path)


def test_the_side_itself_reads_what_it_hides_at_the_same_addresses(world: World) -> None:
    before = answers_to(world, "ro")
    by = world.people["lo"]
    assert by is not None

    list(hide(world, by))

    after = answers_to(world, "ro")
    for path in (
        "/ -",
        "/incidents/ -",
        "/api/v1/incidents/?count=1",
        f"/api/v1/incidents/?count=1&q={WORD}",
        "/incidents/{ref}/ shared",
        "/api/v1/incidents/{pk}/ shared",
    ):
        assert after[path] != before[path], path


def test_words_of_an_unreleased_account_are_read_by_its_side_alone(world: World) -> None:
    exact = ("whose night it was, shared", str(exact_place("shared")[0]))
    for name in READERS["lo"]:
        for path, answer in answers_to(world, name).items():
            if path.endswith(" shared"):
                assert not [word for word in exact if word in answer.body], (name, path)

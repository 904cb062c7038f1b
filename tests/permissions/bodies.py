"""What is sent to routes that change something: as whoever may do it would, so that only the role decides."""

import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.permissions.asker import Asker
from tests.permissions.world import CANAL, World

Body = dict[str, Any]


def as_json(data: Any, **headers: str) -> Body:
    return {"data": json.dumps(data), "content_type": "application/json", "headers": headers}


def as_form(**data: Any) -> Body:
    return {"data": urlencode(data, doseq=True), "content_type": "application/x-www-form-urlencoded"}


def _report(world: World, asker: Asker, path: str) -> Body:
    return as_json(
        {
            "id": str(uuid.uuid4()),
            "title": "Water turn broken",
            "occurred_at": "2026-05-03T11:10:00+05:00",
            "severity": 3,
            "cause": "irrigation_turn",
            "location": {"type": "Point", "coordinates": list(CANAL)},
        }
    )


def _change(world: World, asker: Asker, path: str) -> Body:
    """Change the severity, based on the version that the one who asks reads."""
    tag = asker.get(path).headers.get("ETag", '"none"')
    return as_json({"severity": 4}, **{"If-Match": tag})


def _draft(**more: str) -> Callable[[World, Asker, str], Body]:
    return lambda world, asker, path: as_form(draft=str(uuid.uuid4()), title="Water turn broken", **more)


PERSON = {"first_name": "New", "last_name": "Person", "role": "analyst"}
CLOCKS = {"language": "ru", "time_zone": "Asia/Bishkek"}


def _move(world: World, asker: Asker, path: str) -> Body:
    """Hand over to the side that is not the asking administrator's."""
    return as_form(side=world.own if asker is world.clients["dx"] else world.other)


BODIES: dict[tuple[str, str], Callable[[World, Asker, str], Body]] = {
    ("POST", "/api/v1/incidents/"): _report,
    ("PATCH", "/api/v1/incidents/{pk}/"): _change,
    ("POST", "/api/v1/notifications/{pk}/acknowledge/"): lambda world, asker, path: as_json({"kind": "seen"}),
    ("POST", "/api/v1/tokens/"): lambda world, asker, path: as_json({"scopes": ["incidents:read"], "days": 1}),
    ("POST", "/incidents/new/"): _draft(go="later"),
    ("POST", "/incidents/new/save/"): _draft(changed="title"),
    ("POST", "/incidents/new/discard/"): _draft(),
    ("POST", "/incidents/new/check/"): _draft(),
    ("POST", "/inbox/{pk}/answer/"): lambda world, asker, path: as_form(kind="seen"),
    ("POST", "/a/{token}/"): lambda world, asker, path: as_form(kind="seen"),
    ("POST", "/language/"): lambda world, asker, path: as_form(language="ru", next="/help/"),
    ("POST", "/account/preferences/"): lambda world, asker, path: as_form(language="ru", time_zone="Asia/Dushanbe"),
    ("POST", "/admin/people/new/"): lambda world, asker, path: as_form(username="new.person", **PERSON, **CLOCKS),
    ("POST", "/admin/people/{pk}/"): lambda world, asker, path: as_form(**PERSON),
    ("POST", "/admin/people/{pk}/move/"): _move,
    ("POST", "/admin/posts/"): lambda world, asker, path: as_form(name="Outpost at the bridge"),
    ("POST", "/account/tokens/"): lambda world, asker, path: as_form(scopes=["incidents:read"], days=1),
}

# What a page or route cannot do without.
QUERIES: dict[str, Callable[[World], str]] = {
    "/api/v1/incidents/aggregate/": lambda world: "by=cause",
    "/api/v1/incidents/cells/": lambda world: "zoom=8",
    "/incidents/new/check/": lambda world: f"draft={uuid.uuid4()}",
    "/incidents/new/sent/": lambda world: f"draft={world.incidents['shared'].pk}",
}


def query_for(route: str, world: World) -> str:
    """Return the query of a route, with its question mark; empty where it needs none."""
    make = QUERIES.get(route)
    return f"?{make(world)}" if make else ""


def body_for(route: str, method: str, path: str, *, world: World, asker: Asker) -> Body:
    """Return the body and headers for one request; JSON to the API and a form to a page where nothing is said."""
    make = BODIES.get((method, route))
    if make is not None:
        return make(world, asker, path)
    return as_json({}) if route.startswith("/api/") else as_form()

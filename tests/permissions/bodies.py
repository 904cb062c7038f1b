"""What is sent to routes that change something: as whoever may do it would, so that only the role decides."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from tests.permissions.asker import Asker
from tests.permissions.records import CANAL
from tests.permissions.subjects import UNKNOWN
from tests.permissions.world import World

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


def _read(world: World, asker: Asker, path: str) -> Body:
    """Nothing but the tag of what the one who asks reads: of the account, or of the incident."""
    tag = asker.get(path.rsplit("/", 2)[0] + "/").headers.get("ETag", '"none"')
    return as_json({}, **{"If-Match": tag})


def _seen(world: World, asker: Asker, path: str) -> Body:
    """The tag of the account that the page shows to the one who asks."""
    page = asker.get(path.rsplit("/", 2)[0] + "/").content.decode()
    tag = re.search(r'name="seen" value="([^"]*)"', page)
    return as_form(seen=unescape(tag[1]) if tag else "")


def _account(world: World, asker: Asker, path: str) -> Body:
    """Write into the own side's account, or begin it, based on the version that the one who asks reads."""
    tag = asker.get(f"{path.split('/accounts/', maxsplit=1)[0]}/accounts/own/").headers.get("ETag", "")
    return as_json({"title": "Seen from the far bank"}, **({"If-Match": tag} if tag else {}))


def _upload(world: World, asker: Asker, path: str) -> Body:
    # No picture: every role is told before the file is looked at, and looking takes a second.
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n--x--\r\n'
    return {"data": part, "content_type": "multipart/form-data; boundary=x"}


def _link(world: World, asker: Asker, path: str) -> Body:
    return as_json({"to": str(world.incidents["public"].pk), "kind": "spill_over"})


def _join(world: World, asker: Asker, path: str) -> Body:
    return as_json({"into": str(world.incidents["public"].pk)})


def _link_form(world: World, asker: Asker, path: str) -> Body:
    return as_form(to=str(world.incidents["public"].pk), kind="spill_over")


def _link_end(world: World, asker: Asker, path: str) -> Body:
    return as_form(link=str(world.records.links["shared"].pk))


def _ask_json(world: World, asker: Asker, path: str) -> Body:
    return as_json({"text": "Who opened the gate?", "due_at": (timezone.now() + timedelta(days=1)).isoformat()})


def _json(**data: Any) -> "Callable[[World, Asker, str], Body]":
    return lambda world, asker, path: as_json(data)


def _form(**data: Any) -> "Callable[[World, Asker, str], Body]":
    return lambda world, asker, path: as_form(**data)


def _draft(**more: str) -> Callable[[World, Asker, str], Body]:
    return lambda world, asker, path: as_form(draft=str(uuid.uuid4()), title="Water turn broken", **more)


# A draft that nobody began.
DRAFT = "3d6c1f0e-57a4-4c1c-9a52-0f0c6f0c6f0c"
ENTRY = {"kind": "observed", "text": "The water runs again.", "visibility": "own"}
PERSON = {"first_name": "New", "last_name": "Person", "role": "analyst"}
CLOCKS = {"language": "ru", "time_zone": "Asia/Bishkek"}


def _move(world: World, asker: Asker, path: str) -> Body:
    """Hand over to the side that is not the asking administrator's."""
    return as_form(side=world.own if asker is world.clients["dx"] else world.other)


BODIES: dict[tuple[str, str], Callable[[World, Asker, str], Body]] = {
    ("POST", "/api/v1/incidents/"): _report,
    ("PATCH", "/api/v1/incidents/{pk}/"): _change,
    ("POST", "/api/v1/incidents/{incident}/accounts/"): _account,
    ("PATCH", "/api/v1/incidents/{incident}/accounts/own/"): _account,
    ("POST", "/api/v1/incidents/{incident}/accounts/own/verify/"): _read,
    ("POST", "/api/v1/incidents/{incident}/accounts/own/release/"): _read,
    ("POST", "/api/v1/incidents/{pk}/release/"): _read,
    ("POST", "/incidents/{ref}/release/"): _seen,
    ("POST", "/api/v1/incidents/{incident}/attachments/"): _upload,
    ("POST", "/incidents/{ref}/files/"): _upload,
    ("POST", "/api/v1/incidents/{incident}/timeline/"): _json(**ENTRY),
    ("POST", "/incidents/{ref}/entries/"): _form(id=UNKNOWN, **ENTRY),
    ("POST", "/api/v1/incidents/{incident}/links/"): _link,
    ("POST", "/api/v1/incidents/{incident}/join/"): _join,
    ("POST", "/incidents/{ref}/links/"): _link_form,
    ("POST", "/incidents/{ref}/links/end/"): _link_end,
    ("POST", "/api/v1/incidents/{incident}/requests/"): _ask_json,
    ("POST", "/incidents/{ref}/requests/"): _form(id=UNKNOWN, text="Who opened the gate?", within="24"),
    ("POST", "/api/v1/incidents/{incident}/requests/{pk}/answer/"): _json(text="The water operator did."),
    ("POST", "/incidents/{ref}/requests/{id}/answer/"): _form(id=UNKNOWN, text="The water operator did."),
    ("POST", "/api/v1/incidents/{incident}/review/sign/"): _json(content_hash="0" * 64),
    ("POST", "/api/v1/incidents/{pk}/reopen/"): _json(reason="Shots were heard again."),
    ("POST", "/api/v1/incidents/{pk}/not_confirm/"): _json(reason="The patrol found nothing."),
    ("POST", "/api/v1/incidents/{pk}/widen/"): _json(visibility="local"),
    ("POST", "/incidents/{ref}/reopen/"): _form(reason="Shots were heard again."),
    ("POST", "/incidents/{ref}/not_confirm/"): _form(reason="The patrol found nothing."),
    ("POST", "/incidents/{ref}/widen/"): _form(to="local"),
    ("POST", "/incidents/{ref}/review/"): _form(move="begin"),
    ("POST", "/incidents/{ref}/review/sign/"): _form(content_hash="0" * 64),
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
    "/incidents/new/": lambda world: f"draft={DRAFT}",
    "/incidents/new/check/": lambda world: f"draft={DRAFT}",
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

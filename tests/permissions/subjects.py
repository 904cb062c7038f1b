"""What each route is asked about: the parts of its address, by the state of what they name."""

from collections.abc import Callable
from typing import Any

from incidents.models import Incident
from notifications.links import make_token
from notifications.models import Alert, AlertKind, Notification
from people.models import ApiToken, Post
from tests.conftest import as_owner
from tests.permissions.world import World

UNKNOWN = "6f0c6f0c-6f0c-4f0c-8f0c-6f0c6f0c6f0c"
Parts = dict[str, str]


def subjects(world: World, route: str) -> dict[str, Parts]:
    """Return what to ask a route about: the parts of its address by state; `-` where it has none."""
    for prefix, find in SUBJECTS:
        if route.startswith(prefix) and "{" in route:
            return find(world)
    assert "{" not in route, f"{route}: say in tests/permissions/subjects.py what its parts stand for"
    return {"-": {}}


def _incidents(world: World) -> dict[str, Parts]:
    ids = {**{state: str(incident.pk) for state, incident in world.incidents.items()}, "unknown": UNKNOWN}
    return {state: {**dict.fromkeys(("pk", "ref", "incident"), id), "verb": "withdraw"} for state, id in ids.items()}


def _under(world: World, found: dict[str, tuple[str, Any]]) -> dict[str, Parts]:
    """Return the parts of what hangs on an incident: by state, that of the incident, and the thing's own."""
    found = {**found, "unknown": ("shared", UNKNOWN)}
    parts = {}
    for state, (of, id) in found.items():
        above = str(world.incidents[of].pk)
        parts[state] = {"ref": above, "incident": above, **dict.fromkeys(("pk", "file", "id"), str(id))}
    return parts


def _files(world: World) -> dict[str, Parts]:
    return _under(world, {state: (state, attachment.pk) for state, attachment in world.records.files.items()})


def _links_of_incidents(world: World) -> dict[str, Parts]:
    return _under(world, {state: ("shared", link.pk) for state, link in world.records.links.items()})


def _questions(world: World) -> dict[str, Parts]:
    return _under(world, {"shared": ("shared", world.records.question.pk)})


def _alerts(world: World) -> dict[str, Parts]:
    alerts = {state: _alert_of(world.incidents[state]) for state in ("own", "shared")}
    return {**{state: {"pk": str(alert.pk)} for state, alert in alerts.items()}, "unknown": {"pk": UNKNOWN}}


def _alert_of(incident: Incident) -> Alert:
    with as_owner():
        about = Alert.objects.filter(key__startswith=f"incident:{incident.pk}:", kind=AlertKind.NEW)
        return about.order_by("-created_at")[0]


def _notification(world: World) -> Notification:
    alert = _alert_of(world.incidents["shared"])
    with as_owner():
        mine = Notification.objects.filter(alert=alert, channel="in_app", recipient__user=world.people["ro"])
        return mine.select_related("recipient__user").get()


def _notifications(world: World) -> dict[str, Parts]:
    return {"of_ro": {"pk": str(_notification(world).pk)}, "unknown": {"pk": UNKNOWN}}


def _links(world: World) -> dict[str, Parts]:
    return {"of_ro": {"token": make_token(_notification(world))}, "unknown": {"token": "sample"}}


def _tokens(world: World) -> dict[str, Parts]:
    with as_owner():
        token = ApiToken.objects.filter(user=world.people["ro"], revoked_at=None).order_by("pk")[0]
    return {"of_ro": {"pk": str(token.pk)}, "unknown": {"pk": "999999999"}}


def _known(name: str, code: str) -> Callable[[World], dict[str, Parts]]:
    return lambda world: {"known": {name: code}, "unknown": {name: "nowhere"}}


def _persons(world: World) -> dict[str, Parts]:
    people = {"of_own": world.people["ls"], "of_other": world.people["lx"]}
    return {**{state: {"pk": str(user.pk)} for state, user in people.items() if user}, "unknown": {"pk": "999999999"}}


def _posts(world: World) -> dict[str, Parts]:
    with as_owner():
        posts = {"of_own": Post.objects.get(side=world.own), "of_other": Post.objects.get(side=world.other)}
    return {**{state: {"pk": str(post.pk)} for state, post in posts.items()}, "unknown": {"pk": UNKNOWN}}


# The first that fits says what the parts of an address stand for.
SUBJECTS: list[tuple[str, Callable[[World], dict[str, Parts]]]] = [
    ("/incidents/{ref}/files/{file}/", _files),
    ("/api/v1/incidents/{incident}/attachments/{pk}/", _files),
    ("/api/v1/incidents/{incident}/links/{pk}/", _links_of_incidents),
    ("/incidents/{ref}/requests/{id}/", _questions),
    ("/api/v1/incidents/{incident}/requests/{pk}/", _questions),
    ("/incidents/", _incidents),
    ("/api/v1/incidents/", _incidents),
    ("/api/v1/alerts/", _alerts),
    ("/api/v1/notifications/", _notifications),
    ("/inbox/", _notifications),
    ("/a/", _links),
    ("/api/v1/tokens/", _tokens),
    ("/admin/people/", _persons),
    ("/admin/posts/", _posts),
    ("/account/mfa/keys/", lambda world: {"unknown": {"pk": "999999999"}}),
    ("/segments/", _known("code", "s03")),
    ("/api/v1/segments/", _known("pk", "s03")),
    ("/api/v1/places/", _known("pk", "khojai-alo")),
    ("/account/password/reset/key/", lambda world: {"unknown": {"uidb36": "1", "key": "sample"}}),
]

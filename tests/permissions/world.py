"""Everyone who may ask, and a record in every state to ask about. One side reported all of it; either may have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from time import time

from django.utils import timezone

from incidents.models import Account, Incident
from incidents.services import release_account, report_incident, submit_incident
from notifications.links import make_token
from notifications.models import Alert, Heartbeat, Notification
from people.actors import acting_as, actor_for
from people.models import ApiToken, Post, Role, Scope, User
from people.services import create_token
from people.sessions import BEGAN, SEEN
from segments.models import AdminArea, Sector
from tests.conftest import _person, as_owner
from tests.notifications.factories import enrol
from tests.permissions.asker import Asker

# The Mastchoi canal by Khojai Alo, on both sides' maps.
CANAL = (70.49611, 39.94167)
SECTOR, FAR_SECTOR = "isfara-batken", "murghob-alay"
UNKNOWN = "6f0c6f0c-6f0c-4f0c-8f0c-6f0c6f0c6f0c"
# How far a record's incident is open: see matrix.txt.
STATES = ("own", "shared", "released", "local", "public")
SIDES = ("TJ", "KG")


@dataclass
class World:
    """The people by the names of the matrix's columns, and what the reporting side recorded."""

    own: str
    other: str
    author: User
    people: dict[str, User | None]
    keys: dict[str, str]
    incidents: dict[str, Incident]

    @cached_property
    def clients(self) -> dict[str, Asker]:
        """Return a browser or a program for each column, signed in as its person."""
        found = {}
        for name, user in self.people.items():
            key = self.keys.get(name)
            found[name] = Asker(headers={"Authorization": f"Bearer {key}"} if key else {})
            if user is not None and key is None:
                _sign_in(found[name], user)
        return found


def _sign_in(asker: Asker, user: User) -> None:
    """Sign in as with a password just given: what asks for it again has been told."""
    asker.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = asker.session
    # For as long as the walk takes, in which no session is written again for having been seen.
    later = int(time()) + 3600
    session[BEGAN] = session[SEEN] = later
    said = {"method": "password", "at": later, "reauthenticated": True}
    session["account_authentication_methods"], session["account_authentication_methods_user"] = [said], str(user.pk)
    session.save()


def make_world(own: str) -> World:
    """Make the people and the records; everything but who reported is the same for either side."""
    (other,) = set(SIDES) - {own}
    near, far = Sector.objects.get(code=SECTOR), Sector.objects.get(code=FAR_SECTOR)
    author = _person("author", Role.LIAISON, own, near)
    people = _people(own, other, near, far)
    for name in ("ro", "rx"):
        enrol(_named(people, name), near)
    keys = _keys(people)
    incidents = {state: _incident(state, author, _named(people, "ro")) for state in STATES}
    _assign_districts(people, incidents["shared"])
    with as_owner():
        for side in SIDES:
            Post.objects.create(side_id=side, name="Outpost at the canal")
        # For as long as the walk takes nothing waits to be sent, and a worker and the loop are at work.
        Notification.objects.update(due_at=timezone.now() + timedelta(hours=1))
        for name in (Heartbeat.WORKER, Heartbeat.LOOP):
            Heartbeat.objects.create(name=name, at=timezone.now() + timedelta(hours=1))
    return World(own, other, author, people, keys, incidents)


def _named(people: dict[str, User | None], name: str) -> User:
    user = people[name]
    assert user is not None
    return user


def _people(own: str, other: str, near: Sector, far: Sector) -> dict[str, User | None]:
    inactive = _person("inactive", Role.REPRESENTATIVE, own, near)
    people: dict[str, User | None] = {
        "an": None,
        "lo": _person("liaison.own", Role.LIAISON, own, near),
        "ls": _person("liaison.far", Role.LIAISON, own, far),
        "lx": _person("liaison.other", Role.LIAISON, other, near),
        "ro": _person("representative.own", Role.REPRESENTATIVE, own, near),
        "rx": _person("representative.other", Role.REPRESENTATIVE, other, near),
        "ao": _person("analyst.own", Role.ANALYST, own),
        "ax": _person("analyst.other", Role.ANALYST, other),
        "a0": _person("analyst.none", Role.ANALYST, None),
        "ob": _person("observer", Role.OBSERVER, None),
        "ci": _person("authority.in", Role.AUTHORITY, other),
        "co": _person("authority.out", Role.AUTHORITY, other),
        "do": _person("administrator.own", Role.ADMINISTRATOR, own),
        "dx": _person("administrator.other", Role.ADMINISTRATOR, other),
        "in": inactive,
    }
    with as_owner():
        User.objects.filter(pk=inactive.pk).update(is_active=False)
    people["tr"] = people["t0"] = people["tx"] = people["ro"]
    return people


def _keys(people: dict[str, User | None]) -> dict[str, str]:
    """Make the tokens: one that reads everything, one without any scope, one that was revoked."""
    user = _named(people, "ro")
    with acting_as(actor_for(user)):
        made = {name: create_token(user=user, scopes=[Scope.INCIDENTS_READ]) for name in ("tr", "t0", "tx")}
    reading = [scope for scope in Scope.values if scope.endswith(":read")]
    with as_owner():
        ApiToken.objects.filter(pk=made["tr"][0].pk).update(scopes=reading)
        ApiToken.objects.filter(pk=made["t0"][0].pk).update(scopes=[])
        ApiToken.objects.filter(pk=made["tx"][0].pk).update(revoked_at=timezone.now())
    return {name: key for name, (_token, key) in made.items()}


def _incident(state: str, author: User, representative: User) -> Incident:
    """Log an incident and open it as far as `state` says, by the services as far as there are any."""
    with acting_as(actor_for(author)):
        incident, _new = report_incident(
            by=author,
            title=f"Water turn broken, {state}",
            summary="Two families argue over whose night it was.",
            occurred_at=timezone.now() - timedelta(hours=1),
            severity=3,
            cause="irrigation_turn",
            forms=["crowd", "stone_throwing"],
            crowd="50_200",
            harm="injured_1_4",
            location=CANAL,
            location_precision=1,
            visibility="own",
        )
        if state != "own":
            submit_incident(incident=incident, by=author)
    if state in {"released", "local", "public"}:
        with acting_as(actor_for(representative)):
            release_account(account=Account.objects.get(incident=incident), by=representative)
    if state in {"local", "public"}:
        with as_owner():
            Account.objects.filter(incident=incident).update(visibility=state)
            Incident.objects.filter(pk=incident.pk).update(visibility=state)
    with acting_as(actor_for(author)):
        return Incident.objects.get(pk=incident.pk)


def _assign_districts(people: dict[str, User | None], incident: Incident) -> None:
    segment = incident.segment
    assert segment is not None
    with as_owner():
        inside = segment.districts.order_by("code").first()
        outside = AdminArea.objects.exclude(segments=segment).filter(segments__isnull=False).order_by("code").first()
        assert inside is not None
        assert outside is not None
        inside.authorities.add(_named(people, "ci"))
        outside.authorities.add(_named(people, "co"))


Parts = dict[str, str]


def subjects(world: World, route: str) -> dict[str, Parts]:
    """Return what to ask a route about: the parts of its address by state; `-` where it has none."""
    for prefix, find in SUBJECTS:
        if route.startswith(prefix) and "{" in route:
            return find(world)
    assert "{" not in route, f"{route}: say in tests/permissions/world.py what its parts stand for"
    return {"-": {}}


def _incidents(world: World) -> dict[str, Parts]:
    found = {state: {"pk": str(incident.pk), "ref": str(incident.pk)} for state, incident in world.incidents.items()}
    return {**found, "unknown": {"pk": UNKNOWN, "ref": UNKNOWN}}


def _alerts(world: World) -> dict[str, Parts]:
    alerts = {state: _alert_of(world.incidents[state]) for state in ("own", "shared")}
    return {**{state: {"pk": str(alert.pk)} for state, alert in alerts.items()}, "unknown": {"pk": UNKNOWN}}


def _alert_of(incident: Incident) -> Alert:
    with as_owner():
        return Alert.objects.filter(key__startswith=f"incident:{incident.pk}:").order_by("-created_at")[0]


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

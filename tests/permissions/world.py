"""Everyone who may ask, and a record in every state to ask about. One side reported all of it; either may have."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from time import time

from django.utils import timezone

from incidents.models import Incident
from notifications.models import Heartbeat, Notification
from people.actors import acting_as, actor_for
from people.models import ApiToken, Post, Role, Scope, User
from people.services import create_token
from people.sessions import BEGAN, SEEN
from segments.models import AdminArea, Sector
from tests.conftest import _person, as_owner
from tests.notifications.factories import enrol
from tests.permissions.asker import Asker
from tests.permissions.records import Records, make_records

SECTOR, FAR_SECTOR = "isfara-batken", "murghob-alay"
SIDES = ("TJ", "KG")


@dataclass
class World:
    """The people by the names of the matrix's columns, and what the reporting side recorded."""

    own: str
    other: str
    author: User
    people: dict[str, User | None]
    keys: dict[str, str]
    records: Records

    @property
    def incidents(self) -> dict[str, Incident]:
        """The incidents by how far they are open."""
        return self.records.incidents

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
    records = make_records(author, _named(people, "ro"))
    _assign_districts(people, records.incidents["shared"])
    with as_owner():
        for side in SIDES:
            Post.objects.create(side_id=side, name="Outpost at the canal")
        # For as long as the walk takes nothing waits to be sent, and a worker and the loop are at work.
        Notification.objects.update(due_at=timezone.now() + timedelta(hours=1))
        for name in (Heartbeat.WORKER, Heartbeat.LOOP):
            Heartbeat.objects.create(name=name, at=timezone.now() + timedelta(hours=1))
    return World(own, other, author, people, keys, records)


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

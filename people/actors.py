"""Who acts, as the database sees it: the one place that sets what row security reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connections, transaction

from people.models import Role, User


@dataclass(frozen=True)
class Actor:
    """One who reads and writes.

    `name` is what history keeps. `side` is the side whose own records are open, `office` the side whose
    representatives and rosters are. `sees` holds the visibilities of other records that are open, or the
    name of a system duty. `person` is the id of the user, whose drafts are open.
    """

    name: str
    side: str = ""
    office: str = ""
    sees: tuple[str, ...] = ()
    person: str = ""


NOBODY = Actor("")
SHARED = ("both", "local", "public")

# Resolves recipients on both sides and queues what they are told; reads no incident and no account.
ALERTING = Actor("system:alerting", sees=("alerting",))
# Looks which requests between the sides wait for an answer; reads only what both sides read, and writes nothing.
REMINDING = Actor("system:reminding", sees=SHARED)
# Loads what is shipped, and synthetic records; signs in as the owner of the tables.
LOADER = Actor("system:loader")
# Whoever gives a command on the server itself.
COMMAND = Actor("system:command")
# Sends rendered rows, and nothing else.
DELIVERY = Actor("system:delivery", sees=("delivery",))


def actor_for(user: User | AnonymousUser) -> Actor:
    """Return what a signed-in user may see in the database; an anonymous one is nobody."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    side, person, name = user.side_id or "", str(user.pk), f"user:{user.pk}"
    if user.role == Role.OBSERVER:
        return Actor(name, sees=("public",), person=person)
    if user.role == Role.AUTHORITY:
        return Actor(name, sees=("local", "public"), person=person)
    if user.role == Role.ADMINISTRATOR:
        # Manages the side's people and rosters; no drafts by virtue of the role.
        return Actor(name, office=side, sees=SHARED, person=person)
    return Actor(name, side=side, office=side, sees=SHARED, person=person)


def _put(connection: Any, actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.side', %s, true),"
            " set_config('app.office', %s, true), set_config('app.sees', %s, true),"
            " set_config('app.person', %s, true)",
            [actor.name, actor.side, actor.office, ",".join(actor.sees), actor.person],
        )


@contextmanager
def acting_as(actor: Actor, using: str = "default") -> Iterator[None]:
    """Run a block in a transaction in which the database shows and accepts what `actor` may.

    Nested, it restores the former actor. A queryset evaluated after the block finds no rows.
    """
    connection: Any = connections[using]
    nested = connection.in_atomic_block
    former = getattr(connection, "actor", NOBODY) if nested else NOBODY
    try:
        with transaction.atomic(using=using):
            _put(connection, actor)
            connection.actor = actor
            yield
            if nested:
                # RELEASE keeps SET LOCAL; ROLLBACK TO undoes it by itself.
                _put(connection, former)
    finally:
        connection.actor = former


def current_actor(using: str = "default") -> Actor:
    """Return the one who acts on this connection now."""
    connection: Any = connections[using]
    return getattr(connection, "actor", NOBODY) if connection.in_atomic_block else NOBODY

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from audit.sealer import seal_pending
from audit.verification import verify
from notifications.models import ContactKind, ContactPoint, Representative
from people.actors import acting_as, actor_for
from tests.notifications.factories import enrol


@contextmanager
def owner() -> Iterator[Any]:
    """Give a cursor of the owner who means to rewrite, outside any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET audit.rewriting = on")
        try:
            yield cursor
        finally:
            cursor.execute("SET audit.rewriting = off")
            cursor.execute("SET ROLE bordertrack_app")


def seal_all() -> None:
    """Seal until nothing waits; a transaction of another database of the same server is waited for too."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        seal_pending()
        with owner():
            waiting = verify().waiting
        if not waiting:
            return
        time.sleep(0.1)
    raise TimeoutError


@pytest.fixture
def post(representative_tj: Any, sector: Any) -> Representative:
    """A Tajik representative on the roster."""
    return enrol(representative_tj, sector)


@pytest.fixture
def write(post: Representative) -> Callable[..., ContactPoint]:
    """Return a function that commits one recorded change: a further address of the representative."""
    actor = actor_for(post.user)

    def write(name: str) -> ContactPoint:
        with acting_as(actor):
            return ContactPoint.objects.create(
                representative=post, side_id="TJ", kind=ContactKind.EMAIL, address=f"{name}@example.org"
            )

    return write

"""The test database is made as the owner and used as the application role, as in production."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase

from people.actors import Actor, acting_as
from people.models import Role, User
from tests.factories import UserFactory

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread.

OWNER = Actor("owner", person="")

pytest_plugins = ["tests.permissions.fixtures", "tests.stack"]


def pytest_configure() -> None:
    """Cheap passwords, and static files under their own names: nothing is collected for a test."""
    # Asked for where a test is about it.
    settings.MFA_REQUIRED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _become_app(connection: Any, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE bordertrack_app")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the border as the owner, then take the application role on every connection."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def keep_border(self: Any) -> None:
        # The application may not truncate, and the border is the same for every test.
        _run("SET ROLE NONE")
        try:
            empty_records()
        finally:
            _run("SET ROLE bordertrack_app")

    with django_db_blocker.unblock():
        call_command("load_border", verbosity=0)
        connections.close_all()
        connection_created.connect(_become_app)
        TransactionTestCase._fixture_teardown = keep_border  # type: ignore[attr-defined]
        yield
        TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
        connection_created.disconnect(_become_app)
        connections.close_all()


def empty_records() -> None:
    """Empty every table that holds records or people, as the owner; the border stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND pg_get_userbyid(relowner) = current_user"
            " AND relname ~ '^(incidents|notifications|audit|people|account|mfa|pghistory)_"
            "|^django_(session|cache)|event$'"
            " AND relname !~ '^people_side'"
        )
        tables = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        # History and seals refuse it otherwise, of the owner too.
        cursor.execute("SET audit.rewriting = on")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("SET audit.rewriting = off")


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the owner of the tables, on the same connection and in the same transaction."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute("SET LOCAL ROLE bordertrack_app")


@pytest.fixture
def border(db: None) -> Any:
    """The shipped border, loaded once for the session."""
    from segments.models import Border

    return Border.objects.get(code="kg-tj")


@pytest.fixture
def sector(border: Any) -> Any:
    """The Isfara–Batken sector."""
    from segments.models import Sector

    return Sector.objects.get(code="isfara-batken")


def _person(username: str, role: str, side: str | None, sector: Any = None) -> User:
    with as_owner():
        user = UserFactory(username=username, role=role, side_id=side)
        if sector is not None:
            sector.officers.add(user)
    return user


@pytest.fixture
def officer(sector: Any) -> User:
    """A Tajik liaison officer of the Isfara–Batken sector."""
    return _person("officer", Role.LIAISON, "TJ", sector)


@pytest.fixture
def counterpart(sector: Any) -> User:
    """A Kyrgyz liaison officer of the same sector."""
    return _person("counterpart", Role.LIAISON, "KG", sector)


@pytest.fixture
def representative_tj(sector: Any) -> User:
    return _person("representative.tj", Role.REPRESENTATIVE, "TJ", sector)


@pytest.fixture
def representative_kg(sector: Any) -> User:
    return _person("representative.kg", Role.REPRESENTATIVE, "KG", sector)


@pytest.fixture
def analyst(db: None) -> User:
    """An analyst of no side."""
    return _person("analyst", Role.ANALYST, None)


@pytest.fixture
def outsider(db: None) -> User:
    """An observer: sees what is public, and nothing else."""
    return _person("outsider", Role.OBSERVER, None)

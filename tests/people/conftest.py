"""Administrators of both sides, and second factors."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from people.models import User
from tests.conftest import as_owner
from tests.factories import PASSWORD, UserFactory

# Where the clock of codes stands still: the first half minute of 2030.
NOON = 1_893_456_000


def administrator(side: str, name: str = "") -> User:
    with as_owner():
        return UserFactory(username=name or f"admin.{side.lower()}", role="administrator", side_id=side)


@pytest.fixture
def admin_tj(db: None) -> User:
    return administrator("TJ")


@pytest.fixture
def admin_kg(db: None) -> User:
    return administrator("KG")


@pytest.fixture
def office(admin_tj: User) -> Client:
    """A browser in which the Tajik administrator is signed in."""
    client = Client()
    client.force_login(admin_tj)
    return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set the clock of codes by seconds after noon."""

    def stand(seconds: int) -> None:
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: float(NOON + seconds)))

    stand(0)
    return stand


def sign_in(client: Client, person: User, password: str = PASSWORD) -> object:
    return client.post("/account/login/", {"login": person.username, "password": password})


def enrol_factor(person: User) -> tuple[str, list[str]]:
    """Give a person an app and recovery codes; return the secret and the codes."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret, RecoveryCodes.activate(person).generate_codes()


def code(secret: str, seconds: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, (NOON + seconds) // 30))

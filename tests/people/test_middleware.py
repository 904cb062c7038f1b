"""What surrounds every request."""

import io
import uuid
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from people.actors import current_actor
from people.middleware import ActingMiddleware
from people.models import ApiToken, Scope
from people.services import create_token
from tests.conftest import as_owner

URL = "/api/v1/incidents/"


@pytest.fixture
def key(officer: Any) -> str:
    with as_owner():
        return create_token(user=officer, scopes=[Scope.INCIDENTS_READ])[1]


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/me/", "/incidents/"])
def test_a_database_that_is_away_is_a_503(client: Any, db: None, path: str) -> None:
    with patch("people.middleware.connection.cursor", side_effect=OperationalError("away")):
        answer = client.get(path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


def test_a_token_reads_within_its_scopes_and_no_further(client: Any, key: str) -> None:
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}

    assert client.get(URL, **bearer).status_code == 200
    assert client.get("/api/v1/me/", **bearer).json()["username"] == "officer"
    assert client.post(URL, {}, content_type="application/json", **bearer).status_code == 403
    assert client.get("/api/v1/segments/", **bearer).status_code == 403
    assert client.post("/api/v1/tokens/", {"scopes": ["incidents:read"]}, **bearer).status_code in {403, 415}


def test_a_key_is_kept_as_its_digest_alone(key: str) -> None:
    token = ApiToken.objects.get()

    assert key not in (token.digest, token.prefix)
    assert token.digest == ApiToken.digest_of(key)
    assert (token.expires_at - token.created_at).days == 90


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"digest": "0" * 64}])
def test_a_revoked_or_unknown_token_is_a_401(client: Any, key: str, change: dict[str, Any]) -> None:
    with as_owner():
        ApiToken.objects.update(**change)

    answer = client.get(URL, HTTP_AUTHORIZATION=f"Bearer {key}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_of_somebody_deactivated_is_a_401(client: Any, key: str, officer: Any) -> None:
    with as_owner():
        officer.is_active = False
        officer.save()

    assert client.get(URL, HTTP_AUTHORIZATION=f"Bearer {key}").status_code == 401


def test_a_bad_token_is_not_saved_by_a_session_beside_it(client: Any, officer: Any) -> None:
    client.force_login(officer)

    assert client.get(URL, HTTP_AUTHORIZATION="Bearer " + "x" * 43).status_code == 401
    assert client.get(URL, HTTP_AUTHORIZATION="Basic abc").status_code == 401


def test_a_token_in_the_query_is_no_token(client: Any, key: str) -> None:
    assert client.get(f"{URL}?token={key}").status_code == 401


def test_every_answer_has_its_own_id_and_stays_out_of_caches(client: Any, officer: Any) -> None:
    client.force_login(officer)

    first, second = client.get("/api/v1/me/"), client.get("/api/v1/me/")

    assert uuid.UUID(first["X-Request-ID"]) != uuid.UUID(second["X-Request-ID"])
    assert "no-store" in first["Cache-Control"]


def test_a_page_is_told_a_strict_policy(client: Any, db: None) -> None:
    policy = client.get("/account/login/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_slow_body_is_read_before_the_transaction_begins(officer: Any) -> None:
    acting: list[str] = []

    class Slow(io.BytesIO):
        def read(self, *sizes: Any) -> bytes:
            acting.append(current_actor().name)
            return super().read(*sizes)

    body = b"title=" + b"x" * 60_000
    form = "application/x-www-form-urlencoded"
    request = RequestFactory().post("/", body, content_type=form, **{"wsgi.input": Slow(body)})  # type: ignore[arg-type]
    request.user = officer

    answer = ActingMiddleware(lambda given: HttpResponse(given.POST["title"]))(request)

    assert len(answer.content) == 60_000  # type: ignore[attr-defined]
    assert set(acting) == {""}

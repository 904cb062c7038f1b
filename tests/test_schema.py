"""The OpenAPI document: it is whole, and nothing that it allows, or forbids, makes a 500."""

import json
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, settings
from rest_framework.test import APIClient
from schemathesis.core import NotSet


def document() -> dict[str, Any]:
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_document_is_whole() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_documentation_is_for_whoever_is_signed_in(client: Any, officer: Any) -> None:
    assert client.get("/api/v1/docs/").status_code in {401, 403}

    client.force_login(officer)
    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert client.get("/api/v1/schema/").status_code == 200


schema = schemathesis.openapi.from_dict(document())


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_a_500(case: Any, representative_tj: Any) -> None:
    client = APIClient(raise_request_exception=False)
    client.force_login(representative_tj)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": str(value)
        for name, value in (case.headers or {}).items()
        if name.lower() not in {"content-type", "authorization"}
    }
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=str).encode("utf-8", "replace")

    response = client.generic(
        case.method.upper(),
        case.formatted_path,
        body,
        content_type="application/json",
        QUERY_STRING=urlencode(case.query or {}, doseq=True, errors="replace"),
        **headers,
    )

    assert response.status_code < 500, (case.method, case.formatted_path, case.query, case.body, response.content[:300])
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", (case.method, case.formatted_path)
        assert set(response.json()) == {"type", "title", "status", "code", "request_id", "errors"}

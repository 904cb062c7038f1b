"""Bad input: a 4xx problem body that names the field, nothing stored, never a 500."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident
from tests.conftest import as_owner

URL = "/api/v1/incidents/"
BOW_TIE = {"type": "Polygon", "coordinates": [[[70, 39], [71, 40], [71, 39], [70, 40], [70, 39]]]}


def point(lon: Any, lat: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat], **more}


def stored() -> int:
    with as_owner():
        return Incident.objects.count()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("location", point(10, 50)),
        ("location", point(70.5, 500)),
        ("location", point(7_000_000, 4_000_000)),
        ("location", point(70.5, 39.9, crs={"type": "name", "properties": {"name": "EPSG:3857"}})),
        ("location", point("70.5", True)),
        ("location", {"type": "Point", "coordinates": [70.5, 39.9, 12]}),
        ("location", {"type": "Point", "coordinates": []}),
        ("location", {"type": "Point"}),
        ("location", BOW_TIE),
        ("location", "SRID=3857;POINT(7000000 4000000)"),
        ("location", None),
        ("severity", 9),
        ("severity", "3"),
        ("severity", True),
        ("severity", 10**400),
        ("cause", "witchcraft"),
        ("forms", ["crowd", "dance"]),
        ("forms", "crowd"),
        ("crowd", "a lot"),
        ("occurred_at", "2026-05-03T11:10:00"),
        ("occurred_at", "yesterday"),
        ("occurred_at", "0001-01-01T00:00:00+05:00"),
        ("occurred_at", "2026-13-45T99:00:00Z"),
        ("occurred_at", 5),
        ("title", ""),
        ("title", "x" * 201),
        ("title", "a\u202eb"),
        ("title", {"en": "x"}),
        ("summary", "x" * 10_001),
        ("place", "atlantis"),
        ("language", "xx"),
        ("visibility", "public"),
        ("origin", "official"),
        ("origin", "synthetic"),
        ("id", "7"),
        ("id", "01890000-0000-7000-8000-000000000000"),
        ("status", "closed"),
        ("side", "KG"),
        ("number", "BIT-2026-000001"),
        ("km_mark", 1),
        ("created_at", "2026-05-03T11:10:00Z"),
        ("no_such_field", 1),
    ],
)
def test_a_bad_field_is_named(api: Any, officer: Any, facts: Any, field: str, value: Any) -> None:
    body = {**facts, field: value}
    if field == "place":
        del body["location"]

    answer = api(officer).post(URL, body, format="json")

    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "code", "request_id", "errors"}
    assert any(name.split(".")[0] == field for name in problem["errors"]), problem
    assert stored() == 0


@pytest.mark.parametrize("missing", ["title", "occurred_at", "severity", "cause", "location"])
def test_a_missing_field_is_named(api: Any, officer: Any, facts: Any, missing: str) -> None:
    del facts[missing]

    answer = api(officer).post(URL, facts, format="json")

    assert answer.status_code == 400
    assert missing in answer.json()["errors"]
    assert stored() == 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"title": "a\\u0000b"}', 400),
        ('{"title": "a\\ud800b"}', 400),
        ('{"title": {"deep": ["a\\u0000b"]}}', 400),
        ("[" * 50_000 + "]" * 50_000, 400),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, 400),
        ('{"location": {"type": "Point", "coordinates": [1e999, 39.9]}}', 400),
        ('{"location": {"type": "Point", "coordinates": [NaN, 39.9]}}', 400),
        ('{"severity": ' + "9" * 5_000 + "}", 400),
        ('{"title": "a", "title": "b"}', 400),
        ("{" + ",".join(f'"k{n}":1' for n in range(300)) + "}", 400),
        ('{"title": "a"} trailing', 400),
        ("\ufeff{}", 400),
        ("", 400),
        ("[]", 400),
        ("null", 400),
        ('"text"', 400),
        ('{"title": "' + "x" * 1_100_000 + '"}', 413),
    ],
)
def test_a_bad_body_is_refused(api: Any, officer: Any, raw: str, code: int) -> None:
    answer = api(officer).post(URL, raw.encode("utf-8", "surrogatepass"), content_type="application/json")

    assert answer.status_code == code, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert stored() == 0


@pytest.mark.parametrize(("raw", "content_type"), [(b"a=1", "text/plain"), (b"<a/>", "application/xml")])
def test_another_content_type_is_a_415(api: Any, officer: Any, raw: bytes, content_type: str) -> None:
    assert api(officer).post(URL, raw, content_type=content_type).status_code == 415


def test_utf_16_is_refused(api: Any, officer: Any, facts: Any) -> None:
    raw = json.dumps(facts).encode("utf-16")

    assert api(officer).post(URL, raw, content_type="application/json").status_code == 400


def test_a_time_over_15_minutes_ahead_is_refused(api: Any, officer: Any, facts: Any) -> None:
    soon, late = (timezone.now() + timedelta(minutes=n) for n in (10, 20))

    assert api(officer).post(URL, {**facts, "occurred_at": soon.isoformat()}, format="json").status_code == 201
    answer = api(officer).post(URL, {**facts, "occurred_at": late.isoformat()}, format="json")

    assert answer.status_code == 400
    assert "occurred_at" in answer.json()["errors"]


def test_a_far_place_needs_a_confirmation(api: Any, officer: Any, facts: Any) -> None:
    facts["location"]["coordinates"] = [68.8, 38.6]

    refused = api(officer).post(URL, facts, format="json")
    accepted = api(officer).post(URL, {**facts, "confirm_far": True}, format="json")

    assert refused.status_code == 400
    assert "location" in refused.json()["errors"]
    assert accepted.status_code == 201


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "severity=9",
        "severity__gte=x",
        "severity__lt=3",
        "cause=witchcraft",
        "cause=unknown&cause=unknown",
        "segment=s99",
        "limit=201",
        "limit=0",
        "limit=١",
        "limit=-1",
        "limit=0001009",
        pytest.param("limit=000100" + "9" * 5000, id="limit=000100999…"),
        "cursor=abc",
        "cursor=" + "A" * 500,
        "bbox=1,2,3",
        "bbox=nan,1,2,3",
        "bbox=71,39,70,40",
        "bbox=70,39,71,1e999",
        "near=70,39",
        "near=70,39,1e9",
        "km_from=1",
        "line=main&km_from=x",
        "line=main&km_from=NaN",
        "line=main&km_to=1e400",
        "occurred_after=yesterday",
        "occurred_after=2026-05-03T00:00:00",
        "occurred_after=0001-01-01T00:00:00%2B14:00",
        "occurred_before=9999-12-31T23:59:59-14:00",
        "format=xml",
        "count=yes",
        "ordering=account__summary",
        "q=a%00b",
        "origin=official,",
    ],
)
def test_a_bad_query_is_a_400(api: Any, officer: Any, query: str) -> None:
    answer = api(officer).get(f"{URL}?{query}")

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"]


@pytest.mark.parametrize("zoom", ["23", "x", "", "²", "0000999999", "0000" + "9" * 5000], ids=lambda zoom: zoom[:10])
def test_a_bad_zoom_is_a_400(api: Any, officer: Any, zoom: str) -> None:
    answer = api(officer).get(f"{URL}cells/?zoom={zoom}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["zoom"]


@pytest.mark.parametrize("page", ["/", "/incidents/"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_is_a_400_on_pages(client: Any, officer: Any, page: str, moment: str) -> None:
    client.force_login(officer)

    assert client.get(f"{page}?occurred_after={moment}").status_code == 400


@pytest.mark.parametrize("name", ["line", "sector", "segment", "border", "q", "cause", "at", "cursor"])
def test_a_nul_in_a_filter_of_a_page_is_a_400(client: Any, officer: Any, name: str) -> None:
    client.force_login(officer)

    for page in ("/", "/incidents/"):
        assert client.get(f"{page}?{name}=a%00b").status_code == 400


def test_an_id_in_other_digits_is_no_id(api: Any, officer: Any) -> None:
    assert api(officer).get(f"{URL}١/").status_code == 404
    assert api(officer).get(f"{URL}{'-' * 36}/").status_code == 404


def test_nobody_signed_in_gets_a_401(client: Any, db: None, facts: Any) -> None:
    assert client.get(URL).status_code == 401
    assert client.post(URL, facts, content_type="application/json").status_code == 401


def test_who_does_not_log_incidents_gets_a_403(api: Any, analyst: Any, facts: Any) -> None:
    answer = api(analyst).post(URL, facts, format="json")

    assert answer.status_code == 403
    assert stored() == 0


def test_another_users_id_is_a_409(api: Any, officer: Any, counterpart: Any, facts: Any) -> None:
    body = {**facts, "id": str(uuid.uuid4())}
    api(officer).post(URL, body, format="json")

    assert api(counterpart).post(URL, body, format="json").status_code == 409
    assert stored() == 1


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/places/%C3%95%0A/", "/api/v2/", "/api/v1/incidents/x/"])
def test_a_path_that_is_no_route_is_a_problem_too(api: Any, client: Any, officer: Any, path: str) -> None:
    answer = api(officer).get(path)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert client.get(path).status_code == 401

import uuid

import pytest
from rest_framework.test import APIClient

from people.services import create_token
from tests.conftest import as_owner
from tests.notifications.factories import rows, tell


@pytest.fixture
def told(post_tj, post_kg, sector):
    tell(sector)
    return rows(channel="in_app", side="TJ")[0]


def api(user, *scopes):
    client = APIClient()
    if scopes:
        with as_owner():
            _token, key = create_token(user=user, scopes=list(scopes))
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    else:
        client.force_authenticate(user)
    return client


@pytest.fixture
def representative(representative_tj):
    return api(representative_tj, "alerts:read", "alerts:write")


def test_alerts_are_listed_with_who_was_told(told, representative):
    [alert] = representative.get("/api/v1/alerts/").json()["results"]
    detail = representative.get(f"/api/v1/alerts/{alert['id']}/").json()

    assert alert["severity"] == 3
    assert alert["sector"] == "isfara-batken"
    assert "key" not in alert
    assert [(each["side"], each["channels"]) for each in detail["told"]] == [("KG", None), ("TJ", ["email", "in_app"])]


def test_an_alert_of_one_side_does_not_exist_for_the_other(post_tj, sector, counterpart, officer):
    tell(sector, sides=["TJ"], visibility="own")
    [alert] = api(officer, "alerts:read").get("/api/v1/alerts/").json()["results"]
    other = api(counterpart, "alerts:read")

    assert other.get("/api/v1/alerts/").json()["results"] == []
    assert other.get(f"/api/v1/alerts/{alert['id']}/").status_code == 404


def test_one_answers_by_the_api(told, representative):
    response = representative.post(
        f"/api/v1/notifications/{told.pk}/acknowledge/", {"kind": "going", "eta_min": 40}, format="json"
    )

    assert response.status_code == 200
    assert [(each["kind"], each["eta_min"], each["via"]) for each in response.json()["answers"]] == [
        ("going", 40, "api")
    ]
    assert response.json()["answered_at"] is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"), ({"kind": "ready"}, "kind"), ({"kind": "seen", "eta_min": 5}, "eta_min"),
        ({"kind": "going", "eta_min": 1441}, "eta_min"), ({"kind": "going", "eta_min": "soon"}, "eta_min"),
        ({"kind": "seen", "by": 1}, "by"),
    ],
)  # fmt: skip
def test_a_wrong_answer_names_the_field(told, representative, body, field):
    response = representative.post(f"/api/v1/notifications/{told.pk}/acknowledge/", body, format="json")

    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_a_notification_of_another_is_like_one_that_is_not_there(told, representative):
    [other] = rows(channel="in_app", side="KG")

    for number in (other.pk, uuid.uuid4()):
        assert representative.get(f"/api/v1/notifications/{number}/").status_code == 404
        answer = representative.post(f"/api/v1/notifications/{number}/acknowledge/", {"kind": "seen"}, format="json")
        assert answer.status_code == 404


def test_one_sees_the_own_notifications_on_each_channel(told, representative):
    body = representative.get("/api/v1/notifications/?count=1").json()

    assert body["count"] == 2
    assert {each["channel"] for each in body["results"]} == {"email", "in_app"}


def test_a_list_is_paged_by_cursor(told, representative, sector):
    for _number in range(4):
        tell(sector)
    seen, url = [], "/api/v1/alerts/?limit=2"

    while url:
        body = representative.get(url).json()
        seen += [each["id"] for each in body["results"]]
        url = body["next"]

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["limit=201", "limit=0", "limit=x", "cursor=x", "severity=3", "limit=1&limit=2"])
def test_a_wrong_query_is_refused(told, representative, query):
    assert representative.get(f"/api/v1/alerts/?{query}").status_code == 400


def test_a_token_needs_the_scope(told, representative_tj):
    reader = api(representative_tj, "alerts:read")
    other = api(representative_tj, "incidents:read")

    answer = reader.post(f"/api/v1/notifications/{told.pk}/acknowledge/", {"kind": "seen"}, format="json")
    assert answer.status_code == 403
    assert other.get("/api/v1/alerts/").status_code == 403
    assert APIClient().get("/api/v1/alerts/").status_code == 401

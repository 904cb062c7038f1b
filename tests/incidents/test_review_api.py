"""The joint review and the verbs of the end, on the wire."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Incident
from people.services.tokens import create_token
from tests.conftest import as_owner
from tests.incidents.reviewed import (
    accept,
    fresh,
    leave_open,
    propose,
    released,
    settle,
    showed_who_it_is,
    told_by_both,
    under_review,
)


@pytest.fixture
def incident(report: Any, sides: Any) -> Incident:
    return under_review(report, *sides)


def url(incident: Incident, rest: str = "review/") -> str:
    return f"/api/v1/incidents/{incident.pk}/{rest}"


def signing(api: Any, by: Any) -> APIClient:
    client: APIClient = showed_who_it_is(api(by))
    return client


def test_an_empty_body_begins_the_review(api: Any, report: Any, sides: Any) -> None:
    incident = told_by_both(report, *sides)

    answer = api(sides[1]).post(url(incident), {}, format="json")

    assert (answer.status_code, answer.json()["status"]) == (200, "under_review")


def test_what_is_missing_is_said(api: Any, report: Any, sides: Any) -> None:
    incident = report(sides[0])
    client = api(sides[0])

    assert client.post(url(incident), {}, format="json").json()["code"] == "status_forbids_verb"
    assert sorted(client.get(url(incident)).json()["missing_accounts"]) == ["KG", "TJ"]


def test_words_are_proposed_and_accepted(api: Any, incident: Incident, sides: Any) -> None:
    first, second = sides

    made = api(first).post(url(incident), {"fact": "start", "move": "proposal", "text": "At 17:15."}, format="json")
    (fact,) = [each for each in made.json()["facts"] if each["fact"] == "start"]
    taken = api(second).post(
        url(incident), {"fact": "start", "move": "acceptance", "answers": fact["proposal"]["id"]}, format="json"
    )

    assert (made.status_code, taken.status_code) == (201, 201)
    assert (fact["standing"], fact["proposal"]["side"]) == ("proposed", first.side_id)
    (fact,) = [each for each in taken.json()["facts"] if each["fact"] == "start"]
    assert (fact["standing"], fact["agreed"], fact["proposal"]) == ("accepted", "At 17:15.", None)
    assert [(each["move"], each["side"], each["post"]) for each in fact["moves"]] == [
        ("proposal", first.side_id, "representative"),
        ("acceptance", second.side_id, "representative"),
    ]


def test_a_stale_acceptance_says_what_changed(api: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    stale = propose(first, incident, "start", "At 17:15.")
    propose(first, incident, "start", "At 17:20.")

    answer = api(second).post(
        url(incident), {"fact": "start", "move": "acceptance", "answers": str(stale.pk)}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "text_changed")
    assert "At 17:20." in answer.json()["errors"]["non_field_errors"][1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fact": "start"}, "move"),
        ({"move": "left_open"}, "fact"),
        ({"fact": "weather", "move": "left_open"}, "fact"),
        ({"fact": "start", "move": "acceptance"}, "answers"),
        ({"fact": "start", "move": "acceptance", "answers": "6f0c6f0c-6f0c-4f0c-8f0c-6f0c6f0c6f0c"}, "answers"),
        ({"fact": "start", "move": "proposal"}, "text"),
        ({"fact": "start", "move": "proposal", "text": "x" * 2001}, "text"),
        ({"fact": "start", "move": "proposal", "text": "\u202eSdrow"}, "text"),
        ({"fact": "start", "move": "left_open", "text": "Words."}, "text"),
        ({"fact": "start", "move": "proposal", "text": "Words.", "side": "KG"}, "side"),
        ({"fact": "start", "move": "proposal", "text": "Words.", "at": "2022-01-27T12:00:00Z"}, "at"),
    ],
)
def test_a_move_that_cannot_be_is_a_400(api: Any, incident: Incident, sides: Any, body: Any, field: str) -> None:
    answer = api(sides[0]).post(url(incident), body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_both_sides_read_the_same_but_for_the_order(api: Any, incident: Incident, sides: Any, analyst: Any) -> None:
    first, second = sides
    accept(second, incident, propose(first, incident, "start"))
    leave_open(second, incident, "first_action")

    bodies = [api(by).get(url(incident)).json() for by in (first, second, analyst)]

    assert [body.pop("sides")[0] for body in bodies[:2]] == [first.side_id, second.side_id]
    bodies[2].pop("sides")
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["text"]["open"] == ["first_action"]


def test_two_sessions_sign(api: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    content_hash = api(sides[0]).get(url(incident)).json()["content_hash"]

    answers = [
        signing(api, by).post(url(incident, "review/sign/"), {"content_hash": content_hash}, format="json")
        for by in sides
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json()["status"] for answer in answers] == ["under_review", "agreed"]
    assert [(each["side"], each["valid"], each["content_hash"]) for each in answers[1].json()["signatures"]] == [
        (by.side_id, True, content_hash) for by in sides
    ]


def test_a_void_signature_says_what_voided_it(api: Any, incident: Incident, sides: Any) -> None:
    first, second = sides
    settle(incident, first, second)
    content_hash = api(first).get(url(incident)).json()["content_hash"]
    signing(api, first).post(url(incident, "review/sign/"), {"content_hash": content_hash}, format="json")
    released(second, incident, title="A better title")

    (signature,) = api(first).get(url(incident)).json()["signatures"]

    assert not signature["valid"]
    assert [(each["kind"], each["side"], each["version"]) for each in signature["voided_by"]] == [
        ("released", second.side_id, 2)
    ]
    answer = signing(api, second).post(url(incident, "review/sign/"), {"content_hash": content_hash}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "text_changed")


def test_a_session_that_did_not_just_show_who_it_is_does_not_sign(api: Any, incident: Incident, sides: Any) -> None:
    settle(incident, *sides)
    body = {"content_hash": api(sides[0]).get(url(incident)).json()["content_hash"]}

    for client in (api(sides[0]), showed_who_it_is(api(sides[0]), ago=3600)):
        answer = client.post(url(incident, "review/sign/"), body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert fresh(incident).joint_signatures.count() == 0


def test_a_token_does_not_sign(incident: Incident, sides: Any, api: Any) -> None:
    settle(incident, *sides)
    body = {"content_hash": api(sides[0]).get(url(incident)).json()["content_hash"]}
    with as_owner():
        _token, key = create_token(user=sides[0], scopes=["incidents:read", "incidents:write"])
    client = APIClient(headers={"Authorization": f"Bearer {key}"})

    assert client.get(url(incident)).status_code == 200
    answer = client.post(url(incident, "review/sign/"), body, format="json")

    assert (answer.status_code, answer.json()["title"]) == (403, "A token does not sign. Sign in.")


@pytest.mark.parametrize("body", [{}, {"content_hash": "short"}, {"content_hash": "0" * 64, "side": "KG"}])
def test_a_signature_names_the_text(api: Any, incident: Incident, sides: Any, body: Any) -> None:
    settle(incident, *sides)

    assert signing(api, sides[0]).post(url(incident, "review/sign/"), body, format="json").status_code == 400


def test_others_read_along(api: Any, incident: Incident, officer: Any, counterpart: Any, analyst: Any) -> None:
    body = {"fact": "start", "move": "proposal", "text": "Words."}
    for by in (officer, counterpart, analyst):
        assert api(by).get(url(incident)).status_code == 200
        assert api(by).post(url(incident), body, format="json").status_code == 403
        assert signing(api, by).post(url(incident, "review/sign/"), {}, format="json").status_code == 403


def test_the_review_is_hidden_with_its_incident_and_from_the_public(
    api: Any, report: Any, incident: Incident, sides: Any, outsider: Any
) -> None:
    first, second = sides
    draft = report(first, visibility="own")
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(visibility="public")

    for by, each in ((second, draft), (first, draft), (outsider, incident)):
        for rest in ("review/", "review/sign/"):
            assert api(by).post(url(each, rest), {}, format="json").status_code == 404
        assert api(by).get(url(each)).status_code == 404
    assert api(outsider).get(url(incident, "")).status_code == 200


# The verbs


def test_the_verbs_answer_the_incident_with_a_new_tag(api: Any, report: Any, sides: Any) -> None:
    first, second = sides
    incident = report(first)
    tags, statuses = [], []

    for by, verb, body in [
        (second, "acknowledge", {}),
        (second, "localise", {}),
        (first, "localise", {}),
        (first, "close", {}),
        (second, "close", {}),
        (second, "reopen", {"reason": "It began again."}),
        (first, "not_confirm", {"reason": "It had not."}),
        (first, "widen", {"visibility": "local"}),
    ]:
        answer = api(by).post(url(incident, f"{verb}/"), body, format="json")
        assert answer.status_code == 200, answer.json()
        tags.append(answer["ETag"])
        statuses.append(answer.json()["status"])

    assert len(set(tags)) == len(tags)
    assert statuses == [
        "acknowledged", "localising", "localised", "closed_by_one", "closed", "reopened", "not_confirmed",
        "not_confirmed",
    ]  # fmt: skip
    assert answer.json()["visibility"] == "local"


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("localise", {"status": "localised"}, "status"),
        ("close", {"side": "KG"}, "side"),
        ("reopen", {}, "reason"),
        ("reopen", {"reason": " "}, "reason"),
        ("not_confirm", {"reason": "x" * 2001}, "reason"),
        ("widen", {"visibility": "own"}, "visibility"),
        ("widen", {"visibility": "both"}, "visibility"),
    ],
)
def test_what_a_verb_does_not_take_is_a_400(
    api: Any, report: Any, sides: Any, verb: str, body: Any, field: str
) -> None:
    answer = api(sides[0]).post(url(report(sides[0]), f"{verb}/"), body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_refusals_have_names(api: Any, report: Any, sides: Any, officer: Any) -> None:
    first, second = sides
    incident = told_by_both(report, first, second)

    def code(by: Any, verb: str, **body: Any) -> tuple[int, str]:
        answer = api(by).post(url(incident, f"{verb}/"), body, format="json")
        return answer.status_code, answer.json().get("code", "")

    assert code(officer, "close") == (403, "permission_denied")
    assert code(second, "not_confirm", reason="No.") == (403, "forbidden")
    assert code(first, "localise") == (409, "status_forbids_verb")
    assert code(first, "close")[0] == 200
    assert code(first, "close") == (409, "already_done")
    assert code(second, "widen", visibility="public")[0] == 200
    assert code(second, "widen", visibility="public") == (409, "already_done")
    assert code(second, "widen", visibility="local") == (403, "forbidden")


def test_hidden_incidents_have_no_verbs(api: Any, report: Any, sides: Any) -> None:
    draft = report(sides[0], visibility="own")

    for verb in ("localise", "close", "reopen", "not_confirm", "widen"):
        assert api(sides[1]).post(url(draft, f"{verb}/"), {}, format="json").status_code == 404

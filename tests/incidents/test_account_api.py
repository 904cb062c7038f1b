"""`accounts/` and `casualties/` of an incident: reading both sides, writing the own one."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from incidents import services
from incidents.models import Account, Incident, IncidentLink
from people.actors import acting_as, actor_for

SAID: dict[str, Any] = {
    "title": "A road was closed",
    "occurred_at": "2026-05-03T12:15:00+06:00",
    "clock": "Asia/Bishkek",
    "location": {"type": "Point", "coordinates": [70.5, 39.94]},
    "location_precision": 2,
    "cause": "road_blocking",
    "first_action_by": "TJ",
    "first_action": "The road was closed.",
    "forces": ["patrol"],
    "measures": ["called_counterpart"],
    "casualties": [{"people_side": "KG", "status": "wounded", "best": 11, "author": "District hospital"}],
    "sources": [{"kind": "patrol", "name": "Patrol of the post", "reliability": "B", "credibility": 4}],
}


def at(incident: Incident, rest: str = "accounts/") -> str:
    return f"/api/v1/incidents/{incident.pk}/{rest}"


@pytest.fixture
def told(report: Any, officer: Any, counterpart: Any, api: Any) -> Incident:
    """An incident of the Tajik side, with a draft of the Kyrgyz side's account."""
    incident: Incident = report(officer)
    answer = api(counterpart).post(at(incident), SAID, format="json")
    assert answer.status_code == 201, answer.json()
    return incident


def release(incident: Incident, by: Any) -> None:
    with acting_as(actor_for(by)):
        account = Account.objects.filter(incident=incident, side=by.side_id).order_by("-version")[0]
        services.release_account(account=account, by=by)


def test_a_side_begins_its_account_and_reads_it_back(told: Incident, counterpart: Any, api: Any) -> None:
    answer = api(counterpart).get(at(told, "accounts/own/"))

    body = answer.json()
    assert answer.status_code == 200
    assert answer["ETag"]
    assert {name: body[name] for name in ("side", "version", "state", "visibility")} == {
        "side": "KG",
        "version": 1,
        "state": "draft",
        "visibility": "own",
    }
    assert (body["occurred_at"], body["clock"]) == ("2026-05-03T06:15:00Z", "Asia/Bishkek")
    assert body["location"] == SAID["location"]
    assert body["casualties"] == [
        {
            "people_side": "KG",
            "status": "wounded",
            "category": "unknown",
            "best": 11,
            "low": 11,
            "high": 11,
            "author": "District hospital",
            "as_of": None,
        }
    ]
    assert (body["sources"][0]["reliability"], body["sources"][0]["credibility"]) == ("B", 4)
    assert (body["confidence"], body["allowed_actions"]) == ("low", ["write", "submit"])
    assert body["author"] == str(counterpart)
    assert body["verified_by"] is None


def test_the_same_body_again_is_a_replay_and_another_needs_its_version(
    told: Incident, counterpart: Any, api: Any
) -> None:
    client = api(counterpart)
    again = client.post(at(told), SAID, format="json")
    assert (again.status_code, again.json()["version"]) == (200, 1)

    other = SAID | {"title": "The road was closed at six"}
    assert client.post(at(told), other, format="json").status_code == 428
    assert client.post(at(told), other, format="json", headers={"If-Match": '"x"'}).status_code == 412
    wrote = client.post(at(told), other, format="json", headers={"If-Match": again["ETag"]})
    assert (wrote.status_code, wrote.json()["title"]) == (200, other["title"])
    with acting_as(actor_for(counterpart)):
        assert Account.objects.filter(incident=told, side="KG").count() == 1


def test_the_other_side_finds_nothing_until_it_is_released(
    told: Incident, officer: Any, counterpart: Any, representative_kg: Any, api: Any
) -> None:
    client = api(officer)
    before = [client.get(at(told, rest)) for rest in ("accounts/", "accounts/?versions=all", "casualties/", "")]
    assert [row["side"] for row in before[0].json()["results"]] == ["TJ"]
    assert before[2].json()["results"] == []

    own = api(counterpart).get(at(told, "accounts/own/"))
    api(counterpart).patch(
        at(told, "accounts/own/"), {"crowd": "10_50"}, format="json", headers={"If-Match": own["ETag"]}
    )
    after = [client.get(at(told, rest)) for rest in ("accounts/", "accounts/?versions=all", "casualties/", "")]
    assert [each.content for each in after] == [each.content for each in before]
    assert after[3]["ETag"] == before[3]["ETag"]

    release(told, representative_kg)
    own, theirs = client.get(at(told)).json()["results"]
    assert [own["side"], theirs["side"]] == ["TJ", "KG"]
    hidden = ("own_number", "author", "verified_by", "released_by")
    assert [theirs[name] for name in hidden] == [None] * 4
    assert (theirs["author_role"], theirs["allowed_actions"], theirs["severity_reason"]) == ("liaison", [], "")
    assert theirs["verified_at"]
    assert theirs["released_at"]


def test_a_second_version_is_the_own_sides_until_released(
    told: Incident, officer: Any, counterpart: Any, representative_kg: Any, api: Any
) -> None:
    release(told, representative_kg)
    mine, theirs = api(counterpart), api(officer)
    own = mine.get(at(told, "accounts/own/"))
    public = theirs.get(at(told, "accounts/?versions=all")).content

    changed = mine.patch(
        at(told, "accounts/own/"), {"title": "At six"}, format="json", headers={"If-Match": own["ETag"]}
    )
    assert (changed.json()["version"], changed.json()["state"]) == (2, "draft")
    assert changed.json()["casualties"] == own.json()["casualties"]
    assert theirs.get(at(told, "accounts/?versions=all")).content == public
    versions = mine.get(at(told, "accounts/?versions=all")).json()["results"]
    assert [(row["side"], row["version"]) for row in versions] == [("KG", 2), ("KG", 1)]

    assert as_read(api(representative_kg), told, "release").json()["state"] == "released"
    versions = theirs.get(at(told, "accounts/?versions=all")).json()["results"]
    assert [(row["side"], row["version"], row["state"]) for row in versions] == [
        ("TJ", 1, "submitted"),
        ("KG", 2, "released"),
        ("KG", 1, "revised"),
    ]


def test_the_verbs_in_their_order(told: Incident, counterpart: Any, representative_kg: Any, api: Any) -> None:
    liaison, representative = api(counterpart), api(representative_kg)

    assert liaison.post(at(told, "accounts/own/verify/")).status_code == 403
    assert as_read(representative, told, "verify").status_code == 409
    assert liaison.post(at(told, "accounts/own/submit/")).json()["state"] == "submitted"
    assert liaison.post(at(told, "accounts/own/submit/")).status_code == 409
    assert liaison.post(at(told, "accounts/own/release/")).status_code == 403
    verified = as_read(representative, told, "verify").json()
    assert (verified["state"], verified["verified_by"]) == ("verified", str(representative_kg))
    assert representative.post(at(told, "accounts/own/withdraw/")).status_code == 409
    assert as_read(representative, told, "release").json()["allowed_actions"] == ["write", "withdraw"]
    assert representative.post(at(told, "accounts/own/open_to_partners/")).status_code == 403
    assert representative.post(at(told, "accounts/own/withdraw/")).json()["state"] == "withdrawn"


def as_read(client: Any, incident: Incident, verb: str) -> Any:
    """Do what is said for good, with the words that were read."""
    tag = client.get(at(incident, "accounts/own/"))["ETag"]
    return client.post(at(incident, f"accounts/own/{verb}/"), headers={"If-Match": tag})


@pytest.mark.parametrize("verb", ["verify", "release"])
def test_nothing_is_said_for_good_that_was_not_read(
    told: Incident, counterpart: Any, representative_kg: Any, officer: Any, api: Any, verb: str
) -> None:
    liaison, representative = api(counterpart), api(representative_kg)
    url = at(told, f"accounts/own/{verb}/")
    read = representative.get(at(told, "accounts/own/"))["ETag"]
    liaison.post(at(told, "accounts/own/submit/"))
    before = liaison.get(at(told, "accounts/own/")).content

    answers = [representative.post(url, headers=tag) for tag in ({}, {"If-Match": "*"}, {"If-Match": read})]

    assert [answer.status_code for answer in answers] == [428, 428, 412]
    assert [answer.json()["code"] for answer in answers[1:]] == ["version_required", "stale_version"]
    # Who may not is told that, and not to read it first.
    assert liaison.post(url).status_code == 403
    assert liaison.get(at(told, "accounts/own/")).content == before
    assert len(api(officer).get(at(told)).json()["results"]) == 1


@pytest.mark.parametrize("is_begun", [False, True])
def test_the_released_version_is_withdrawn_whatever_is_at_work(
    told: Incident, officer: Any, counterpart: Any, representative_kg: Any, api: Any, is_begun: bool
) -> None:
    release(told, representative_kg)
    representative, theirs = api(representative_kg), api(officer)
    if is_begun:
        begin_version(api(counterpart), told)
    before = representative.get(at(told, "accounts/own/"))
    assert "withdraw" in before.json()["allowed_actions"]
    assert "withdraw" not in api(counterpart).get(at(told, "accounts/own/")).json()["allowed_actions"]

    withdrawn = representative.post(at(told, "accounts/own/withdraw/")).json()

    assert (withdrawn["version"], withdrawn["state"]) == (1, "withdrawn")
    rows = {row["side"]: row for row in theirs.get(at(told)).json()["results"]}
    assert (rows["KG"]["version"], rows["KG"]["state"]) == (1, "withdrawn")
    after = representative.get(at(told, "accounts/own/"))
    assert "withdraw" not in after.json()["allowed_actions"]
    if is_begun:
        assert (after.json()["version"], after.json()["state"], after["ETag"]) == (2, "draft", before["ETag"])
        assert as_read(representative, told, "release").json()["state"] == "released"
    assert representative.post(at(told, "accounts/own/withdraw/")).status_code == (200 if is_begun else 409)


def test_the_released_version_is_opened_to_partners_whatever_is_at_work(
    told: Incident, officer: Any, representative_tj: Any, counterpart: Any, representative_kg: Any, api: Any
) -> None:
    release(told, representative_kg)
    begin_version(api(counterpart), told)
    client = api(representative_kg)
    assert "open_to_partners" not in client.get(at(told, "accounts/own/")).json()["allowed_actions"]
    for by in (representative_tj, representative_kg):
        with acting_as(actor_for(by)):
            services.widen_incident(incident=told, to="public", by=by)
    assert "open_to_partners" in client.get(at(told, "accounts/own/")).json()["allowed_actions"]

    opened = client.post(at(told, "accounts/own/open_to_partners/")).json()

    assert (opened["version"], opened["visibility"]) == (1, "public")
    own = client.get(at(told, "accounts/own/")).json()
    assert (own["version"], own["visibility"]) == (2, "own")
    assert "open_to_partners" not in own["allowed_actions"]
    assert client.post(at(told, "accounts/own/open_to_partners/")).status_code == 409


def begin_version(client: Any, incident: Incident) -> None:
    tag = client.get(at(incident, "accounts/own/"))["ETag"]
    said = {"title": "The road was closed at six"}
    answer = client.patch(at(incident, "accounts/own/"), said, format="json", headers={"If-Match": tag})
    assert answer.status_code == 200


def test_the_numbers_of_both_sides_stand_side_by_side_and_are_not_added(
    told: Incident, officer: Any, representative_kg: Any, api: Any
) -> None:
    release(told, representative_kg)
    client = api(officer)
    own = client.get(at(told, "accounts/own/"))
    said = {"casualties": [{"people_side": "KG", "status": "wounded", "best": 4, "high": 6, "author": "Own patrol"}]}
    client.patch(at(told, "accounts/own/"), said, format="json", headers={"If-Match": own["ETag"]})

    body = client.get(at(told, "casualties/")).json()

    assert set(body) == {"next", "previous", "results"}
    assert [
        (row["side"], row["version"], row["author"], row["low"], row["best"], row["high"]) for row in body["results"]
    ] == [
        ("TJ", 1, "Own patrol", 4, 4, 6),
        ("KG", 1, "District hospital", 11, 11, 11),
    ]


def test_hidden_and_missing_are_the_same(report: Any, officer: Any, counterpart: Any, api: Any) -> None:
    hidden, client = report(officer, visibility="own"), api(counterpart)

    for rest in ("accounts/", "accounts/own/", "casualties/"):
        answers = [client.get(f"/api/v1/incidents/{id}/{rest}") for id in (hidden.pk, uuid.uuid4())]
        bodies = [{key: value for key, value in answer.json().items() if key != "request_id"} for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bodies[0] == bodies[1]
    for verb in ("submit", "verify", "release", "withdraw", "open_to_partners"):
        assert client.post(at(hidden, f"accounts/own/{verb}/")).status_code == 404
    assert client.post(at(hidden), SAID, format="json").status_code == 404


def test_a_reader_of_no_side_writes_none(told: Incident, analyst: Any, api: Any) -> None:
    assert api(analyst).get(at(told)).json()["results"] == []
    assert api(analyst).get(at(told, "accounts/own/")).status_code == 404
    assert api(analyst).post(at(told), SAID, format="json").status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("side", "TJ"),
        ("state", "released"),
        ("visibility", "both"),
        ("author", 1),
        ("verified_by", 1),
        ("verified_at", "2026-05-03T12:15:00+06:00"),
        ("released_at", "2026-05-03T12:15:00+06:00"),
        ("content_hash", "0" * 64),
        ("own_number", "KG-2026-0001"),
        ("version", 7),
        ("km_mark", 3),
        ("id", str(uuid.uuid4())),
    ],
)
def test_what_is_the_servers_cannot_be_set(told: Incident, counterpart: Any, api: Any, field: str, value: Any) -> None:
    client = api(counterpart)
    tag = client.get(at(told, "accounts/own/"))["ETag"]

    for answer in (
        client.patch(at(told, "accounts/own/"), {field: value}, format="json", headers={"If-Match": tag}),
        client.post(at(told), SAID | {field: value}, format="json", headers={"If-Match": tag}),
    ):
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    row = {"status": "killed", "best": 1, "author": "x", "side": "TJ"}
    answer = client.patch(at(told, "accounts/own/"), {"casualties": [row]}, format="json", headers={"If-Match": tag})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["casualties.0.side"])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"casualties": [{"status": "killed", "best": 3, "low": 4, "author": "x"}]}, "casualties.low"),
        ({"casualties": [{"status": "killed", "best": 3, "high": 2, "author": "x"}]}, "casualties.high"),
        ({"casualties": [{"status": "killed", "best": "3", "author": "x"}]}, "casualties.best"),
        ({"casualties": [{"status": "killed", "best": 3}]}, "casualties.author"),
        (
            {"casualties": [{"status": "killed", "best": 3, "author": "x", "people_side": "UZ"}]},
            "casualties.people_side",
        ),
        ({"casualties": [{"status": "killed", "best": 1, "author": "x"}] * 41}, "casualties.non_field_errors"),
        ({"sources": [{"kind": "media", "name": "x", "credibility": 7}]}, "sources.credibility"),
        ({"sources": [{"kind": "media", "name": "x", "reference": "javascript:alert(1)"}]}, "sources.reference"),
        ({"first_action_by": "UZ"}, "first_action_by"),
        ({"occurred_at": "2026-05-03T12:15:00"}, "occurred_at"),
        ({"occurred_at": None, "occurred_until": "2026-05-03T12:15:00+06:00"}, "occurred_at"),
        ({"occurred_at": "2100-01-01T00:00:00Z"}, "occurred_at"),
        ({"causes": ["unheard_of"]}, "causes"),
        ({"damage": ["none", "houses"]}, "damage"),
        ({"location": {"type": "Point", "coordinates": [0, 0]}}, "location"),
        ({"title": "\u202eabc"}, "title"),
    ],
)
def test_bad_input_is_named_beside_its_field(
    told: Incident, counterpart: Any, api: Any, said: dict[str, Any], field: str
) -> None:
    client = api(counterpart)
    before = client.get(at(told, "accounts/own/"))

    answer = client.patch(at(told, "accounts/own/"), said, format="json", headers={"If-Match": before["ETag"]})

    assert answer.status_code == 400
    assert [name.replace(".0", "") for name in answer.json()["errors"]] == [field]
    assert client.get(at(told, "accounts/own/")).content == before.content


def test_a_fact_taken_back_is_silent(told: Incident, counterpart: Any, api: Any) -> None:
    client = api(counterpart)
    tag = client.get(at(told, "accounts/own/"))["ETag"]
    silent = {"location": None, "occurred_at": None, "cause": "", "first_action_by": "", "casualties": []}

    body = client.patch(at(told, "accounts/own/"), silent, format="json", headers={"If-Match": tag}).json()

    assert (body["location"], body["occurred_at"], body["cause"], body["causes"]) == (None, None, "", [])
    assert (body["casualties"], body["first_action"]) == ([], SAID["first_action"])


def test_an_unknown_parameter_is_refused(told: Incident, counterpart: Any, api: Any) -> None:
    client = api(counterpart)

    for rest in ("accounts/?side=TJ", "accounts/?versions=1", "accounts/own/?x=1", "casualties/?sum=1"):
        assert client.get(at(told, rest)).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_of_one_version_one_wins(report: Any, officer: Any, counterpart: Any, api: Any) -> None:
    incident = report(officer)
    tag = api(counterpart).post(at(incident), SAID, format="json")["ETag"]

    def write(n: int) -> int:
        try:
            client = api(counterpart)
            said = {"title": f"Writer {n}"}
            answer = client.patch(at(incident, "accounts/own/"), said, format="json", headers={"If-Match": tag})
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(write, range(6)))

    assert codes == [200, *[412] * 5]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_begins(report: Any, officer: Any, counterpart: Any, api: Any) -> None:
    incident = report(officer)

    def begin(n: int) -> int:
        try:
            answer = api(counterpart).post(at(incident), SAID | {"title": f"Writer {n}"}, format="json")
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(begin, range(6)))

    assert codes == [201, *[428] * 5]
    with acting_as(actor_for(counterpart)):
        assert Account.objects.filter(side="KG").count() == 1


def test_the_account_of_a_joined_record_is_read_with_the_one_it_was_joined_to(
    report: Any, officer: Any, counterpart: Any, representative_tj: Any, representative_kg: Any, api: Any
) -> None:
    kept, joined = report(officer), report(counterpart)
    with acting_as(actor_for(counterpart)):
        IncidentLink.objects.create(
            from_incident=joined,
            to_incident=kept,
            kind="joined",
            side=counterpart.side,
            visibility="both",
            made_by=counterpart,
            made_at=timezone.now(),
        )
    assert [row["side"] for row in api(officer).get(at(kept)).json()["results"]] == ["TJ"]

    release(joined, representative_kg)

    rows = api(officer).get(at(kept)).json()["results"]
    assert [(row["side"], row["incident"]) for row in rows] == [("TJ", str(kept.pk)), ("KG", str(joined.pk))]
    own = api(representative_kg).get(at(kept)).json()["results"][0]
    assert (own["incident"], own["allowed_actions"]) == (str(joined.pk), [])


def test_the_other_side_does_not_learn_when_an_account_was_begun(
    report: Any, officer: Any, representative_tj: Any, counterpart: Any, api: Any
) -> None:
    incident = report(officer)
    release(incident, representative_tj)

    (theirs,), (own,) = (api(who).get(at(incident)).json()["results"] for who in (counterpart, officer))

    assert own["created_at"]
    assert theirs["created_at"] is None


def test_a_time_that_nobody_can_have_known_at_is_refused(report: Any, officer: Any, counterpart: Any, api: Any) -> None:
    answer = api(counterpart).post(at(report(officer)), {"known_at": "0001-01-01T00:00:00+14:00"}, format="json")

    assert answer.status_code == 400
    assert "known_at" in answer.json()["errors"]

"""The accounts on the page of their incident, and what a side does with its own there."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Incident, IncidentLink
from people.actors import acting_as, actor_for
from tests.incidents.typed_account import TYPED, at, mine, post, release, text


@pytest.fixture
def incident(report: Any, officer: Any) -> Incident:
    reported: Incident = report(officer)
    return reported


def test_the_verbs_of_the_page(incident: Incident, browse: Any, counterpart: Any, representative_kg: Any) -> None:
    liaison, representative = browse(counterpart), browse(representative_kg)
    post(liaison, incident)

    def do(client: Client, verb: str, **data: str) -> str:
        page = client.get(at(incident, ""))
        shown = next(each for each in page.context["accounts"] if each["is_own"])
        answer = client.post(at(incident, f"account/{verb}/"), {"seen": shown["tag"]} | data, follow=True)
        return text(answer) if answer.status_code == 200 else str(answer.status_code)

    do(liaison, "submit")
    do(liaison, "release")
    assert mine(counterpart).state == "submitted"
    do(representative, "verify", seen='"another"')
    assert mine(counterpart).state == "submitted"
    do(representative, "verify")
    assert mine(counterpart).state == "verified"
    do(representative, "release", seen="")
    assert mine(counterpart).state == "verified"
    do(representative, "release")
    assert mine(counterpart).state == "released"
    do(representative, "withdraw")
    assert mine(counterpart).state == "withdrawn"


def test_a_release_from_the_next_step_is_of_what_the_page_showed(
    incident: Incident, browse: Any, officer: Any, representative_tj: Any
) -> None:
    client = browse(representative_tj)
    seen = client.get(at(incident, "")).context["own_tag"]
    with acting_as(actor_for(officer)):
        services.write_account(incident=incident, by=officer, title="Changed meanwhile")

    for unread in ({"seen": seen}, {"seen": ""}, {}):
        answer = client.post(at(incident, "release/"), unread, follow=True)
        assert "It changed since you read it." in answer.content.decode()
        assert mine(officer).released_at is None
    client.post(at(incident, "release/"), {"seen": client.get(at(incident, "")).context["own_tag"]})
    assert mine(officer).state == "released"


def test_a_released_version_is_taken_back_from_the_page_while_the_next_is_written(
    incident: Incident, browse: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    post(browse(counterpart), incident)
    release(incident, representative_kg)
    post(browse(counterpart), incident, title="The road was closed at six")
    client = browse(representative_kg)

    def offered(query: str) -> list[str]:
        (own,) = [each for each in client.get(at(incident, query)).context["accounts"] if each["is_own"]]
        return [action["label"] for action in own["actions"]]

    # It is offered where it stands, and named where it does not.
    assert offered("") == ["Submit", "Release to the other side", "Withdraw version 1"]
    assert offered("?version=1") == ["Withdraw"]
    assert "Begin a new version" not in text(client.get(at(incident, "?version=1")))

    client.post(at(incident, "account/withdraw/"), {"seen": "whatever"})

    assert (mine(counterpart).version, mine(counterpart).state) == (2, "draft")
    assert "The side no longer stands by this account." in text(browse(officer).get(at(incident, "")))
    assert offered("") == ["Submit", "Release to the other side"]
    assert offered("?version=1") == []


def test_both_accounts_stand_on_the_page_the_own_one_first(
    incident: Incident, browse: Any, officer: Any, counterpart: Any, representative_kg: Any, representative_tj: Any
) -> None:
    post(browse(counterpart), incident)
    page = browse(officer).get(at(incident, ""))
    assert [each["account"].side_id for each in page.context["accounts"]] == ["TJ"]
    assert [side.pk for side in page.context["silent_sides"]] == ["KG"]

    release(incident, representative_kg)
    for reader, order in ((officer, ["TJ", "KG"]), (counterpart, ["KG"])):
        page = browse(reader).get(at(incident, ""))
        assert [each["account"].side_id for each in page.context["accounts"]] == order
    words = text(browse(officer).get(at(incident, "")))
    for said in ("A road was closed", "District hospital", "11 (11–13)", "Outpost Aksay", "The source: B, usually"):
        assert said in words
    assert str(counterpart) not in words.replace(str(officer), "")
    assert "Why the level is higher" not in words

    release(incident, representative_tj)
    page = browse(counterpart).get(at(incident, ""))
    assert [each["account"].side_id for each in page.context["accounts"]] == ["KG", "TJ"]


def test_earlier_versions_are_opened_by_their_number(
    incident: Incident, browse: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    post(browse(counterpart), incident)
    release(incident, representative_kg)
    post(browse(counterpart), incident, title="The road was closed at six")

    own = browse(counterpart).get(at(incident, "?version=1"))
    assert [(each["account"].version, each["is_latest"]) for each in own.context["accounts"]] == [(1, False)]
    theirs = browse(officer).get(at(incident, "?side=KG&version=2"))
    shown = {each["account"].side_id: each for each in theirs.context["accounts"]}
    assert (shown["KG"]["account"].version, shown["KG"]["versions"]) == (1, [])
    assert "at six" not in theirs.content.decode()

    release(incident, representative_kg)
    theirs = browse(officer).get(at(incident, "?side=KG&version=1"))
    shown = {each["account"].side_id: each for each in theirs.context["accounts"]}
    assert shown["KG"]["account"].state == "revised"
    assert "A later version stands in its place." in text(theirs)


def test_a_withdrawn_account_is_marked(
    incident: Incident, browse: Any, officer: Any, counterpart: Any, representative_kg: Any
) -> None:
    post(browse(counterpart), incident)
    release(incident, representative_kg)
    with acting_as(actor_for(representative_kg)):
        services.withdraw_account(account=mine(counterpart), by=representative_kg)

    words = text(browse(officer).get(at(incident, "")))

    assert "The side no longer stands by this account." in words
    assert "A road was closed" in words


def test_an_account_of_a_joined_record_is_changed_there(
    report: Any, browse: Any, officer: Any, counterpart: Any
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
    client = browse(counterpart)

    shown = client.get(at(kept, "")).context["accounts"]
    assert [(each["account"].incident, each["is_here"], each["actions"]) for each in shown] == [(joined, False, [])]
    assert client.get(at(kept))["Location"] == at(joined)
    # Joined while it was typed: what was typed meets what stands there.
    answer = client.post(at(kept), TYPED | {"etag": ""})
    assert (answer.status_code, answer.context["form"]["title"].value()) == (409, TYPED["title"])
    assert client.post(at(kept), TYPED | {"etag": answer.context["etag"]}).status_code == 302
    assert (mine(counterpart).incident_id, mine(counterpart).title) == (joined.pk, TYPED["title"])


def test_why_a_level_is_higher_stays_with_the_own_side(
    report: Any, browse: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    incident = report(officer, severity=4, severity_reason="The village is being evacuated.")
    release(incident, representative_tj)

    assert "The village is being evacuated." in text(browse(officer).get(at(incident, "")))
    assert "The village is being evacuated." not in text(browse(counterpart).get(at(incident, "")))

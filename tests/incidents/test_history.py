"""The history page: what was changed, by whom, each side its own."""

from typing import Any

from incidents.models import Account
from incidents.services import change_facts, release_account, submit_incident, write_account
from people.actors import acting_as, actor_for

LIST = "/api/v1/incidents/"


def steps(api: Any, user: Any, incident: Any) -> list[dict[str, Any]]:
    answer = api(user).get(f"{LIST}{incident.pk}/history/")
    assert answer.status_code == 200
    return answer.data["results"]


def edit(by: Any, incident: Any, **facts: Any) -> None:
    with acting_as(actor_for(by)):
        change_facts(incident=incident, by=by, check=lambda *rows: None, **facts)


def test_a_change_is_told_with_before_and_after(api: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)
    edit(officer, incident, severity=4)

    for reader in (officer, counterpart):
        told = [step for step in steps(api, reader, incident) if step["record"] == "incident"]

        assert [change for change in told[0]["changes"] if change["field"] == "severity"] == [
            {"field": "severity", "before": "Clash", "after": "Armed incident"}
        ]
        assert told[0]["side"] == "TJ"
        assert told[-1]["is_new"]


def test_the_person_is_named_to_the_own_side_only(api: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)

    assert {step["by"] for step in steps(api, officer, incident)} == {str(officer)}
    assert {step["by"] for step in steps(api, counterpart, incident)} == {None}


def test_changes_of_an_unreleased_account_are_its_sides_alone(
    api: Any, report: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    before = steps(api, counterpart, incident)
    casualties = [{"status": "wounded", "best": 2, "low": 2, "high": 3, "author": "Hospital"}]
    with acting_as(actor_for(officer)):
        write_account(incident=incident, by=officer, title="A gate was broken", casualties=casualties)

    told = steps(api, officer, incident)
    assert {"account", "casualty"} <= {step["record"] for step in told}
    assert any(change["after"] == "A gate was broken" for step in told for change in step["changes"])
    assert steps(api, counterpart, incident) == before

    with acting_as(actor_for(representative_tj)):
        release_account(account=Account.objects.get(), by=representative_tj)

    released = [step for step in steps(api, counterpart, incident) if step["record"] == "account"]
    assert [(step["is_new"], step["side"]) for step in released] == [(True, "TJ")]
    assert "Water turn" not in str(released)


def test_what_a_draft_once_was_stays_untold(api: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer, visibility="own", severity=5)
    edit(officer, incident, severity=3)
    with acting_as(actor_for(officer)):
        submit_incident(incident=incident, by=officer)

    told = steps(api, counterpart, incident)

    assert [step["is_new"] for step in told] == [True]
    assert "Armed conflict" not in str(told)
    assert "Armed conflict" in str(steps(api, officer, incident))


def test_the_page_shows_the_same(browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)
    edit(officer, incident, severity=4, title="Another title")

    own = browse(officer).get(f"/incidents/{incident.number}/history/").content.decode()
    other = browse(counterpart).get(f"/incidents/{incident.number}/history/").content.decode()

    assert "<del>Clash</del>" in own
    assert "<ins>Another title</ins>" in own
    assert "<ins>Armed incident</ins>" in other
    assert "Another title" not in other


def test_a_hidden_incident_has_no_history(api: Any, browse: Any, report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer, visibility="own")

    assert api(counterpart).get(f"{LIST}{incident.pk}/history/").status_code == 404
    assert browse(counterpart).get(f"/incidents/{incident.pk}/history/").status_code == 404

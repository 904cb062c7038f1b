"""A liaison officer's sectors: what the own side keeps to itself elsewhere is not this officer's to read or write."""

from typing import Any

import pytest

from incidents.errors import MayNot
from incidents.models import Account, TimelineEntry
from incidents.services import ask, change_facts, write_account, write_entry
from people.actors import acting_as, actor_for
from people.models import Role
from segments.models import Sector
from tests.conftest import _person


@pytest.fixture
def elsewhere(sector: Any) -> Any:
    """A liaison officer of the reporting side, of a sector that does not adjoin the incident's."""
    near = {sector.pk, *sector.adjoining.values_list("pk", flat=True)}
    far = Sector.objects.exclude(pk__in=near).exclude(adjoining=sector).order_by("pk").first()
    assert far is not None
    return _person("elsewhere", Role.LIAISON, "TJ", far)


def test_the_own_sides_words_elsewhere_are_not_read(
    api: Any, browse: Any, report: Any, officer: Any, elsewhere: Any
) -> None:
    incident = report(officer)
    with acting_as(actor_for(officer)):
        write_entry(incident=incident, by=officer, kind="comment", text="Between ourselves", visibility="own")

    wire = api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/").data
    accounts = api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/accounts/").data
    timeline = api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/timeline/")
    history = api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/history/").data
    page = browse(elsewhere).get(incident.get_absolute_url()).content.decode()

    assert (wire["summary"], wire["own_number"]) == (None, None)
    assert accounts["results"] == []
    assert "Between ourselves" not in timeline.content.decode()
    assert {step["record"] for step in history["results"]} == {"incident"}
    for words in ("Two families", "Between ourselves", "39.94167"):
        assert words not in page


def test_what_is_released_is_read_everywhere(
    api: Any, report: Any, officer: Any, elsewhere: Any, representative_tj: Any
) -> None:
    from incidents.services import release_account

    incident = report(officer)
    with acting_as(actor_for(representative_tj)):
        release_account(account=Account.objects.get(), by=representative_tj)

    assert api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/").data["summary"].startswith("Two families")


@pytest.mark.parametrize("verb", ["account", "facts", "entry", "question"])
def test_nothing_is_written_elsewhere(report: Any, officer: Any, elsewhere: Any, verb: str) -> None:
    incident = report(officer)
    write: dict[str, Any] = {
        "account": lambda: write_account(incident=incident, by=elsewhere, title="x"),
        "facts": lambda: change_facts(incident=incident, by=elsewhere, check=lambda *rows: None, severity=5),
        "entry": lambda: write_entry(incident=incident, by=elsewhere, kind="comment", text="x", visibility="own"),
        "question": lambda: ask(incident=incident, by=elsewhere, text="x", due_at=incident.created_at),
    }

    with acting_as(actor_for(elsewhere)), pytest.raises(MayNot, match="outside your sectors"):
        write[verb]()


def test_the_pages_and_the_api_refuse_and_do_not_offer(
    api: Any, browse: Any, report: Any, officer: Any, elsewhere: Any
) -> None:
    incident = report(officer)
    base, url = f"/api/v1/incidents/{incident.pk}/", incident.get_absolute_url()

    assert api(elsewhere).patch(base, {"severity": 5}, format="json", HTTP_IF_MATCH='"x"').status_code == 403
    assert api(elsewhere).post(f"{base}timeline/", {}, format="json").status_code == 403
    assert api(elsewhere).post(f"{base}attachments/", {}, format="multipart").status_code == 403
    assert browse(elsewhere).get(f"{url}account/").status_code == 403
    page = browse(elsewhere).get(url).content.decode()
    assert f"{url}account/" not in page
    assert f"{url}entries/" not in page


def test_who_wrote_about_it_keeps_it(api: Any, report: Any, elsewhere: Any, officer: Any) -> None:
    incident = report(elsewhere)

    assert api(elsewhere).get(f"/api/v1/incidents/{incident.pk}/").data["summary"].startswith("Two families")
    with acting_as(actor_for(elsewhere)):
        write_entry(incident=incident, by=elsewhere, kind="comment", text="Mine", visibility="own")
        assert TimelineEntry.objects.visible_to(elsewhere).filter(text="Mine").exists()


def test_the_other_sides_officer_of_the_sector_writes(report: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)

    with acting_as(actor_for(counterpart)):
        assert write_account(incident=incident, by=counterpart, title="Ours").side_id == "KG"

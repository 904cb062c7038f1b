"""The same scenario with the sides changed over gives the mirrored result, on every page and answer."""

import difflib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from incidents.models import Incident
from incidents.services import acknowledge_incident, report_incident, write_account
from notifications.roster import enrol_representative
from people.actors import acting_as, actor_for
from people.models import Clock, Role
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.incidents import mirror
from tests.incidents.cases import release
from tests.permissions.asker import Asker

pytestmark = pytest.mark.django_db

# What both sides read. A new page or answer is one line here.
PAGES = [
    "/",
    "/incidents/",
    "/incidents/{number}/",
    "/incidents/{number}/compare/",
    "/incidents/{number}/compare/?version=released",
    "/incidents/{number}/history/",
    "/incidents/{number}/files/",
    "/inbox/",
]
ANSWERS = [
    "/api/v1/incidents/?count=1",
    "/api/v1/incidents/?format=geojson",
    "/api/v1/incidents/{id}/",
    "/api/v1/incidents/{id}/comparison/",
    "/api/v1/incidents/{id}/history/",
]

LAST = "released by both"
CLOCKS = {"KG": Clock.BISHKEK, "TJ": Clock.DUSHANBE}
KHOJAI_ALO = (70.49611, 39.94167)


@dataclass(frozen=True)
class People:
    """An officer and a representative of the side that reports, and of the other."""

    officer: Any
    representative: Any
    other_officer: Any
    other_representative: Any

    def __iter__(self) -> Iterator[Any]:
        return iter((self.officer, self.representative, self.other_officer, self.other_representative))


def people(sector: Any, ours: str, theirs: str) -> People:
    """Make the people of both sides; their names say nothing of their side."""

    def person(name: str, role: Role, side: str) -> Any:
        with as_owner():
            user = UserFactory(username=name, role=role, side_id=side, language="en", time_zone=CLOCKS[side])
            sector.officers.add(user)
            if role == Role.REPRESENTATIVE:
                enrol_representative(user=user, sectors=[sector])
        return user

    return People(
        person("officer", Role.LIAISON, ours),
        person("representative", Role.REPRESENTATIVE, ours),
        person("other.officer", Role.LIAISON, theirs),
        person("other.representative", Role.REPRESENTATIVE, theirs),
    )


def scenario(who: People, ours: str, theirs: str) -> Iterator[tuple[str, Incident]]:
    """One side reports, the other answers; both write, both release. Yield the name of each stage."""
    # At noon both clocks show the same day.
    noon = (timezone.now() - timedelta(days=3)).replace(hour=7, minute=15, second=0, microsecond=0)
    with acting_as(actor_for(who.officer)):
        incident, _is_new = report_incident(
            by=who.officer,
            title="Water turn broken",
            summary="Two families argue.",
            occurred_at=noon,
            severity=3,
            cause="irrigation_turn",
            forms=["crowd", "stone_throwing"],
            crowd="50_200",
            location=KHOJAI_ALO,
            location_precision=1,
        )
    yield "reported", incident

    with acting_as(actor_for(who.other_representative)):
        acknowledge_incident(incident=incident, by=who.other_representative)
    with acting_as(actor_for(who.officer)):
        write_account(
            incident=incident,
            by=who.officer,
            first_action_by=theirs,
            first_action="The sluice was lifted.",
            forces=["patrol"],
            measures=["called_counterpart"],
            casualties=[
                {"status": "wounded", "people_side_id": ours, "best": 3, "low": 2, "high": 5, "author": "Hospital"},
                {"status": "wounded", "people_side_id": theirs, "best": 1, "low": 1, "high": 1, "author": "Patrol"},
            ],
        )
    with acting_as(actor_for(who.other_officer)):
        write_account(
            incident=incident,
            by=who.other_officer,
            title="A field left dry",
            summary="The gate was closed.",
            occurred_at=noon + timedelta(minutes=10),
            first_action_by=ours,
            first_action="The gate was closed.",
            cause="water_structure",
            forms=["crowd"],
            crowd="10_50",
            place_text="At the gate",
            location=(70.4975, 39.9422),
            location_precision=2,
            forces=["police"],
            measures=["elders"],
            casualties=[
                {"status": "wounded", "people_side_id": theirs, "best": 4, "low": 4, "high": 4, "author": "Clinic"},
            ],
            sources=[{"kind": "patrol", "name": "Own patrol", "reliability": "B", "credibility": 2}],
        )
    yield "written", incident

    release(incident, by=who.representative)
    yield "released by one", incident

    release(incident, by=who.other_representative)
    yield LAST, incident


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is written inside, numbers drawn included."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read(sector: Any, ours: str, theirs: str, *, swap: bool) -> dict[tuple[str, str, str], str]:
    """Play the scenario; return what each person is answered at each stage, in the form both sides share."""
    told: dict[tuple[str, str, str], str] = {}
    with undone():
        who = people(sector, ours, theirs)
        for stage, incident in scenario(who, ours, theirs):
            # Who represents a side has every verb of it; what an officer is shown besides is read at the end.
            for reader in who if stage == LAST else (who.representative, who.other_representative):
                asker = Asker(HTTP_ACCEPT_LANGUAGE="en")
                asker.force_login(reader)
                for path in (*PAGES, *ANSWERS):
                    got = asker.get(path.format(number=incident.number, id=incident.pk))
                    assert got.status_code == 200, (path, got.status_code)
                    told[stage, reader.username, path] = (
                        mirror.page(got.content.decode(), swap=swap)
                        if path in PAGES
                        else mirror.answer(json.loads(got.content), swap=swap)
                    )
    return told


def test_the_sides_changed_over_give_the_mirror(sector: Any) -> None:
    here = read(sector, "TJ", "KG", swap=False)
    there = read(sector, "KG", "TJ", swap=True)

    assert here.keys() == there.keys()
    assert "\n".join(unlike(where, here[where], there[where]) for where in here if here[where] != there[where]) == ""


def unlike(where: tuple[str, str, str], here: str, there: str) -> str:
    """Return the lines in which an answer is not the other side's."""
    lines = difflib.unified_diff(here.split("\n"), there.split("\n"), lineterm="", n=0)
    return "\n".join([" · ".join(where), *(line for line in lines if not line.startswith(("---", "+++", "@@")))])


def test_the_mirror_notices_an_answer_that_favours_a_side() -> None:
    page = "<p>{} 12:15 {}, 13:15 {}</p>"
    fair = mirror.page(page.format("TJ", "Dushanbe", "Bishkek"), swap=False)

    assert fair == mirror.page("<p>KG 13:15 Bishkek, 12:15 Dushanbe</p>", swap=True)
    assert fair != mirror.page(page.format("TJ", "Dushanbe", "Bishkek"), swap=True)
    assert mirror.answer(["TJ", "KG"], swap=False) == mirror.answer(["KG", "TJ"], swap=True)
    assert mirror.answer(["KG", "TJ"], swap=False) != mirror.answer(["KG", "TJ"], swap=True)

"""One incident from the first report to the signed joint account, with the sides as parameters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from incidents.joint.reading import review_of
from incidents.models import Incident, Move
from incidents.services import (
    acknowledge_incident,
    begin_review,
    localise_incident,
    report_incident,
    sign_joint_account,
    word_fact,
    write_account,
)
from incidents.services.requests import answer, ask
from incidents.services.thread import write_entry
from notifications.roster import enrol_representative
from people.actors import acting_as, actor_for
from people.models import Clock, Role
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.incidents.cases import release

CLOCKS = {"KG": Clock.BISHKEK, "TJ": Clock.DUSHANBE}
KHOJAI_ALO = (70.49611, 39.94167)
LAST = "signed"


@dataclass(frozen=True)
class People:
    """An officer and a representative of the side that reports, and of the other."""

    officer: Any
    representative: Any
    other_officer: Any
    other_representative: Any

    def __iter__(self) -> Iterator[Any]:
        return iter((self.officer, self.representative, self.other_officer, self.other_representative))

    @property
    def representatives(self) -> tuple[Any, Any]:
        return self.representative, self.other_representative


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


@contextmanager
def by(user: Any) -> Iterator[Any]:
    """Act as somebody, and name them."""
    with acting_as(actor_for(user)):
        yield user


def scenario(who: People, ours: str, theirs: str) -> Iterator[tuple[str, Incident]]:
    """Tell one incident from its report to the signed joint account. Yield the name of each stage."""
    # At noon both clocks show the same day.
    noon = (timezone.now() - timedelta(days=3)).replace(hour=7, minute=15, second=0, microsecond=0)
    with by(who.officer) as officer:
        incident, _is_new = report_incident(
            by=officer,
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

    with by(who.other_representative) as other:
        acknowledge_incident(incident=incident, by=other)
    with by(who.officer) as officer:
        write_account(incident=incident, by=officer, **_our_account(ours, theirs))
    with by(who.other_officer) as officer:
        write_account(incident=incident, by=officer, **_their_account(ours, theirs, noon))
    release(incident, by=who.representative)
    yield "released by one", incident

    release(incident, by=who.other_representative)
    with by(who.officer) as officer:
        own = {"kind": "observed", "text": "The gate is open.", "at": noon + timedelta(minutes=30)}
        write_entry(incident=incident, by=officer, visibility="own", reliability="B", credibility=2, **own)
        request, _is_new = ask(
            incident=incident, by=officer, text="Who keeps the key?", due_at=timezone.now() + timedelta(days=1)
        )
    with by(who.other_officer) as officer:
        write_entry(incident=incident, by=officer, kind="meeting", text="Met at the gate.", visibility="both")
        answer(request=request, by=officer, text="The water master.")
    for user in who.representatives:
        with by(user):
            localise_incident(incident=incident, by=user)
            incident.refresh_from_db()
    yield "localised", incident

    _review(who, incident)
    yield LAST, incident


def _our_account(ours: str, theirs: str) -> dict[str, Any]:
    return {
        "first_action_by": theirs,
        "first_action": "The sluice was lifted.",
        "forces": ["patrol"],
        "measures": ["called_counterpart"],
        "casualties": [
            {"status": "wounded", "people_side_id": ours, "best": 3, "low": 2, "high": 5, "author": "Hospital"},
            {"status": "wounded", "people_side_id": theirs, "best": 1, "low": 1, "high": 1, "author": "Patrol"},
        ],
    }


def _their_account(ours: str, theirs: str, noon: Any) -> dict[str, Any]:
    return {
        "title": "A field left dry",
        "summary": "The gate was closed.",
        "occurred_at": noon + timedelta(minutes=10),
        "first_action_by": ours,
        "first_action": "The gate was closed.",
        "cause": "water_structure",
        "forms": ["crowd"],
        "crowd": "10_50",
        "place_text": "At the gate",
        "location": (70.4975, 39.9422),
        "location_precision": 2,
        "forces": ["police"],
        "measures": ["elders"],
        "casualties": [
            {"status": "wounded", "people_side_id": theirs, "best": 4, "low": 4, "high": 4, "author": "Clinic"},
        ],
        "sources": [{"kind": "patrol", "name": "Own patrol", "reliability": "B", "credibility": 2}],
    }


def _review(who: People, incident: Incident) -> None:
    """Agree on the start, leave the rest open, and sign."""
    with by(who.representative) as ours:
        begin_review(incident=incident, by=ours)
        sides = list(incident.border.sides.all())
        proposal = word_fact(incident=incident, fact="start", kind=Move.PROPOSAL, text="About noon.", by=ours)
    with by(who.other_representative) as theirs:
        word_fact(incident=incident, fact="start", kind=Move.ACCEPTANCE, answers=proposal.pk, by=theirs)
        for fact in [each.fact for each in review_of(incident, sides).unsettled]:
            word_fact(incident=incident, fact=fact, kind=Move.LEFT_OPEN, by=theirs)
    for user in who.representatives:
        with by(user):
            signed = review_of(incident, sides).content_hash
            sign_joint_account(incident=incident, content_hash=signed, by=user)

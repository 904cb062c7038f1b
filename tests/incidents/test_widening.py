"""Opening an incident to more readers: whose word it takes, and that nobody takes it back."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from incidents.codes import Visibility
from incidents.errors import AlreadyDone, AlreadyShared, MayNot
from incidents.models import Incident, TimelineEntry
from incidents.reading import reading
from incidents.services import widen_incident
from people.actors import acting_as, actor_for
from people.models import Role
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.incidents.reviewed import do, fresh


@pytest.fixture
def incident(report: Any, sides: Any) -> Incident:
    made: Incident = report(sides[0])
    return made


@pytest.fixture
def authority(incident: Incident) -> Any:
    """The authority of a district that the incident's segment touches."""
    with as_owner():
        user = UserFactory(username="authority", role=Role.AUTHORITY, side_id="TJ")
        district = incident.segment.districts.first()
        user.districts.add(district)
    return user


def reads(by: Any, incident: Incident) -> bool:
    with acting_as(actor_for(by)):
        return Incident.objects.visible_to(by).filter(pk=incident.pk).exists()


def widened(incident: Incident) -> list[tuple[Any, ...]]:
    with as_owner():
        entries = TimelineEntry.objects.filter(incident=incident, kind="widened").order_by("at")
        return [(each.side_id, each.to_visibility, each.visibility) for each in entries]


def actions(by: Any, incident: Incident) -> list[str]:
    with acting_as(actor_for(by)):
        return reading(Incident.objects.get(pk=incident.pk), by).allowed_actions


def test_the_side_that_reported_opens_it_to_local_authorities(
    incident: Incident, sides: Any, authority: Any, outsider: Any
) -> None:
    assert not reads(authority, incident)
    before = fresh(incident).updated_at

    do(widen_incident, sides[0], incident, to="local")

    assert reads(authority, incident)
    assert not reads(outsider, incident)
    assert widened(incident) == [(sides[0].side_id, "local", "both")]
    assert fresh(incident).updated_at > before


def test_the_other_side_does_not_open_it_to_local_authorities(incident: Incident, sides: Any) -> None:
    with pytest.raises(MayNot, match="Only the side that reported"):
        do(widen_incident, sides[1], incident, to="local")

    assert fresh(incident).visibility == Visibility.BOTH


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_public_reads_it_once_both_sides_agree(incident: Incident, sides: Any, outsider: Any, order: Any) -> None:
    first, second = (sides[n] for n in order)

    do(widen_incident, first, incident, to="public")
    assert fresh(incident).visibility == Visibility.BOTH
    assert not reads(outsider, incident)
    assert "widen" in actions(second, incident)
    do(widen_incident, second, incident, to="public")

    assert fresh(incident).visibility == Visibility.PUBLIC
    assert reads(outsider, incident)
    assert widened(incident) == [(first.side_id, "public", "both"), (second.side_id, "public", "both")]
    assert "widen" not in actions(first, incident) + actions(second, incident)


def test_one_side_does_not_agree_for_both(incident: Incident, sides: Any) -> None:
    do(widen_incident, sides[0], incident, to="public")

    with pytest.raises(AlreadyDone):
        do(widen_incident, sides[0], incident, to="public")

    assert fresh(incident).visibility == Visibility.BOTH
    assert len(widened(incident)) == 1


def test_nobody_narrows(incident: Incident, sides: Any) -> None:
    do(widen_incident, sides[0], incident, to="local")
    with pytest.raises(AlreadyShared):
        do(widen_incident, sides[0], incident, to="local")
    for by in sides:
        do(widen_incident, by, incident, to="public")

    for to in ("local", "public"):
        with pytest.raises(AlreadyShared):
            do(widen_incident, sides[0], incident, to=to)
    assert fresh(incident).visibility == Visibility.PUBLIC


def test_representatives_alone_open_it(incident: Incident, officer: Any, counterpart: Any, analyst: Any) -> None:
    for by in (officer, counterpart, analyst):
        for to in ("local", "public"):
            with pytest.raises(MayNot):
                do(widen_incident, by, incident, to=to)


def test_a_draft_and_what_public_sources_tell_are_not_opened(report: Any, incident: Incident, sides: Any) -> None:
    draft = report(sides[0], visibility="own")
    with as_owner():
        Incident.objects.filter(pk=incident.pk).update(side=None, origin="public_source")

    for each in (draft, incident):
        with pytest.raises(MayNot):
            do(widen_incident, sides[0], each, to="public")


@pytest.mark.parametrize(
    ("to", "refusal"),
    [("public", "both sides open"), ("own", "never narrows|only the side that reported")],
)
def test_the_database_asks_for_the_word_of_both_sides(incident: Incident, sides: Any, to: str, refusal: str) -> None:
    do(widen_incident, sides[0], incident, to="public")

    for by in sides:
        with (
            acting_as(actor_for(by)),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match=refusal),
            transaction.atomic(),
        ):
            cursor.execute("UPDATE incidents_incident SET visibility = %s WHERE id = %s", [to, incident.pk])
    assert fresh(incident).visibility == Visibility.BOTH


def test_the_database_lets_the_other_side_open_it_to_nobody_alone(incident: Incident, sides: Any) -> None:
    with (
        acting_as(actor_for(sides[1])),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="only the side that reported"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE incidents_incident SET visibility = 'local' WHERE id = %s", [incident.pk])

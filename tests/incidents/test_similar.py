"""Which incidents are offered as the same: near in place and time, as far as both are known, and open to the reader."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from incidents.joining.similar import Similar, similar_to
from incidents.models import Incident
from incidents.reading import Reading, reading
from incidents.services import compose_report, join_incidents, link_incidents, release_account
from people.actors import acting_as, actor_for
from tests.incidents.conftest import CANAL

START = datetime(2026, 5, 3, 6, 10, tzinfo=UTC)
# A degree of latitude is some 111 km.
KM = 1 / 111.0


def north(km: float) -> tuple[float, float]:
    return (CANAL[0], CANAL[1] + km * KM)


def similar(incident: Incident, reader: Any) -> list[Similar]:
    with acting_as(actor_for(reader)):
        fresh = Incident.objects.visible_to(reader).for_reading().get(pk=incident.pk)
        return similar_to(reading(fresh, reader))


def ids(found: list[Similar]) -> list[Any]:
    return [one.read.incident.pk for one in found]


@pytest.fixture
def sides(officer: Any, counterpart: Any) -> dict[str, Any]:
    return {"TJ": officer, "KG": counterpart}


@pytest.mark.parametrize(("ours", "theirs"), [("TJ", "KG"), ("KG", "TJ")])
def test_what_both_sides_logged_is_offered_to_each(sides: Any, report: Any, ours: str, theirs: str) -> None:
    ours_, theirs_ = sides[ours], sides[theirs]
    mine = report(ours_, occurred_at=START)
    other = report(theirs_, occurred_at=START + timedelta(minutes=5), location=north(0.2))

    (one,) = similar(mine, ours_)

    assert one.read.incident.pk == other.pk
    assert one.apart == timedelta(minutes=5)
    # Of the other side the shared place alone, a cell of 500 m.
    assert one.distance_m is not None
    assert 0 < one.distance_m < 1_000
    assert one.own_account is None
    assert ids(similar(other, theirs_)) == [mine.pk]


def test_two_clocks_are_brought_together_first(sides: Any, report: Any) -> None:
    bishkek = datetime(2022, 1, 27, 18, 15, tzinfo=ZoneInfo("Asia/Bishkek"))
    dushanbe = datetime(2022, 1, 27, 17, 20, tzinfo=ZoneInfo("Asia/Dushanbe"))
    mine = report(sides["TJ"], occurred_at=dushanbe, clock="Asia/Dushanbe")
    report(sides["KG"], occurred_at=bishkek, clock="Asia/Bishkek")

    (one,) = similar(mine, sides["TJ"])

    assert one.apart == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("hours", "precision", "is_offered"),
    [
        (47, "minute", True),
        (49, "minute", False),
        (49, "hour", True),
        (60, "day", True),
        (70, "day", False),
        (24 * 4, "week", True),
        (24 * 8, "week", False),
        (50, "month", True),
        (24 * 27, "month", False),
    ],
)
def test_how_well_the_time_is_known_widens_the_two_days(
    sides: Any, report: Any, hours: int, precision: str, is_offered: bool
) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    report(sides["KG"], occurred_at=START - timedelta(hours=hours), time_precision=precision)

    assert bool(similar(mine, sides["TJ"])) is is_offered


@pytest.mark.parametrize(
    ("km", "precision", "is_offered"),
    [(4.5, 1, True), (5.2, 2, True), (8.5, 2, False), (6.5, 3, True), (9.5, 4, True), (13, 4, False)],
)
def test_how_well_the_place_is_known_widens_the_five_kilometres(
    sides: Any, report: Any, km: float, precision: int, is_offered: bool
) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    report(sides["KG"], occurred_at=START, location=north(km), location_precision=precision)

    assert bool(similar(mine, sides["TJ"])) is is_offered


@pytest.mark.parametrize(("hours", "is_offered"), [(5, True), (7, False)])
def test_an_unknown_place_is_offered_within_the_sector_and_six_hours(
    sides: Any, report: Any, hours: int, is_offered: bool
) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    vague = report(sides["KG"], occurred_at=START - timedelta(hours=hours), location=None, location_unknown=True)

    found = similar(mine, sides["TJ"])

    assert ids(found) == ([vague.pk] if is_offered else [])
    assert [one.distance_m for one in found] == ([None] if is_offered else [])
    assert ids(similar(vague, sides["KG"])) == ([mine.pk] if is_offered else [])


def test_a_draft_of_the_other_side_is_never_offered(sides: Any, report: Any) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    hidden = report(sides["KG"], occurred_at=START, visibility="own")

    assert similar(mine, sides["TJ"]) == []
    assert ids(similar(hidden, sides["KG"])) == [mine.pk]


def test_hidden_drafts_do_not_crowd_out_what_may_be_seen(sides: Any, report: Any) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    for _n in range(7):
        report(sides["KG"], occurred_at=START, visibility="own")
    other = report(sides["KG"], occurred_at=START, location=north(3))

    assert ids(similar(mine, sides["TJ"])) == [other.pk]


def test_the_nearest_five_come_first(sides: Any, report: Any) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    others = [report(sides["TJ"], occurred_at=START, location=north(km)) for km in (4, 1, 3, 0.1, 2, 4.5)]

    found = similar(mine, sides["TJ"])

    assert ids(found) == [others[n].pk for n in (3, 1, 4, 2, 0)]


def test_the_exact_place_of_the_other_side_counts_once_it_is_released(
    sides: Any, report: Any, representative_kg: Any
) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    other = report(sides["KG"], occurred_at=START)
    (before,) = similar(mine, sides["TJ"])
    with acting_as(actor_for(representative_kg)):
        release_account(account=other.accounts.get(), by=representative_kg)

    (after,) = similar(mine, sides["TJ"])

    assert before.distance_m
    assert after.distance_m == 0


def test_what_was_joined_or_set_apart_is_not_offered_again(sides: Any, report: Any) -> None:
    officer, counterpart = sides["TJ"], sides["KG"]
    mine = report(officer, occurred_at=START)
    same, other = report(counterpart, occurred_at=START), report(counterpart, occurred_at=START)
    third = report(counterpart, occurred_at=START)
    with acting_as(actor_for(officer)):
        link_incidents(incident=mine, to=other, kind="not_related", by=officer)
    with acting_as(actor_for(counterpart)):
        join_incidents(incident=third, into=same, by=counterpart)

    # What one side sets apart is offered to the other all the same.
    assert ids(similar(mine, officer)) == [same.pk]
    assert set(ids(similar(other, counterpart))) == {mine.pk, same.pk}
    assert similar(third, counterpart) == []


def test_an_exercise_is_not_offered_for_what_happened(sides: Any, report: Any) -> None:
    mine = report(sides["TJ"], occurred_at=START)
    report(sides["KG"], occurred_at=START, origin="exercise")

    assert similar(mine, sides["TJ"]) == []


def test_a_report_that_is_not_sent_finds_what_is_there(sides: Any, report: Any) -> None:
    officer = sides["TJ"]
    other = report(sides["KG"], occurred_at=START)
    with acting_as(actor_for(officer)):
        incident, account = compose_report(
            by=officer, id=uuid4(), now=timezone.now(), title="The canal", occurred_at=START, severity=2,
            cause="irrigation_turn", location=CANAL,
        )  # fmt: skip

        assert ids(similar_to(Reading(incident, account, officer))) == [other.pk]

"""Counts by any fact, on the clock that was stated."""

from datetime import UTC, datetime
from typing import Any

import pytest

from people.models import User

URL = "/api/v1/incidents/aggregate/"


def test_counts_add_up_to_the_list(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer)
    report(officer, severity=5, cause="movement", location_unknown=True)

    answer = asks(analyst, URL, by="cause,severity")

    assert answer == {
        "by": ["cause", "severity"],
        "results": [
            {"cause": "irrigation_turn", "severity": 3, "n": 1},
            {"cause": "movement", "severity": 5, "n": 1},
        ],
        "total": asks(analyst, "/api/v1/incidents/", count=1)["count"],
    }


def test_a_form_says_that_an_incident_may_have_several(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer, forms=["crowd", "brawl"])
    report(officer, forms=["crowd"])
    report(officer, forms=[])

    answer = asks(analyst, URL, by="form")

    assert answer["multi_valued"] == ["form"]
    assert {row["form"]: row["n"] for row in answer["results"]} == {"brawl": 1, "crowd": 2, None: 1}
    assert answer["total"] == 3


def test_month_week_weekday_and_hour_are_of_the_stated_clock(
    report: Any, asks: Any, officer: User, analyst: User
) -> None:
    # 23:30 in Dushanbe on Sunday 31 May, 00:30 in Bishkek on Monday 1 June.
    moment = datetime(2026, 5, 31, 18, 30, tzinfo=UTC)
    report(officer, occurred_at=moment, clock="Asia/Dushanbe")
    report(officer, occurred_at=moment, clock="Asia/Bishkek")

    answer = asks(analyst, URL, by="month,week,weekday,hour")

    assert answer["results"] == [
        {"month": "2026-05", "week": "2026-05-25", "weekday": 7, "hour": 23, "n": 1},
        {"month": "2026-06", "week": "2026-06-01", "weekday": 1, "hour": 0, "n": 1},
    ]


def test_nobody_said_an_hour_of_that_day(report: Any, asks: Any, officer: User, analyst: User) -> None:
    report(officer, time_precision="day")

    assert asks(analyst, URL, by="hour")["results"] == [{"hour": None, "n": 1}]
    assert asks(analyst, URL, by="weekday")["results"] == [{"weekday": 7, "n": 1}]


@pytest.mark.parametrize("by", ["month", "cause", "form", "segment", "sector", "side", "status", "severity"])
def test_drafts_of_one_side_change_no_count_of_the_other(
    by: str, report: Any, asks: Any, officer: User, counterpart: User, analyst: User
) -> None:
    report(officer)
    before = {user: asks(user, URL, by=by) for user in (counterpart, analyst)}

    report(officer, visibility="own", severity=5)

    assert {user: asks(user, URL, by=by) for user in before} == before
    assert asks(officer, URL, by=by)["total"] == 2


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({}, "by"),
        ({"by": "weather"}, "by"),
        ({"by": "month,month"}, "by"),
        ({"by": "month;drop"}, "by"),
        ({"by": "month", "severity": "9"}, "severity"),
        ({"by": "month", "zoom": "9"}, "zoom"),
    ],
)
def test_bad_input_is_refused_by_name(query: dict[str, str], name: str, client: Any, analyst: User) -> None:
    client.force_login(analyst)

    answer = client.get(URL, query)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_a_token_needs_the_scope_of_incidents(client: Any, analyst: User) -> None:
    assert client.get(URL, {"by": "month"}).status_code == 401

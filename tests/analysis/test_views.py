"""The dashboard: one result in every part, one address for every state."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from people.models import User
from tests.conftest import as_owner

NOW = datetime(2026, 5, 3, 6, 10, tzinfo=UTC)


@pytest.fixture
def several(report: Any, officer: User) -> list[Incident]:
    """Eleven incidents of two causes and three severities, one of them without a place."""
    return [
        report(
            officer,
            severity=1 + n % 5,
            cause="movement" if n % 3 else "irrigation_turn",
            forms=["crowd", "brawl"] if n % 2 else ["crowd"],
            occurred_at=NOW - timedelta(days=20 * n),
            **({"location_unknown": True} if n == 7 else {}),
        )
        for n in range(11)
    ]


def parts(client: Client, user: User, query: str = "") -> dict[str, Any]:
    """Return what each part of the dashboard counts."""
    client.force_login(user)
    answer = client.get(f"/{query}")
    assert answer.status_code == 200, answer.content
    shown, figures = answer.context["shown"], answer.context["figures"]
    filters = answer.context["map_config"]["cells"]["filters"]
    cells = client.get(f"/api/v1/incidents/cells/?zoom=9&{filters}").json()
    return {
        "said": shown.tally.total,
        "figure": int(re.sub(r"\D", "", figures[0]["value"])),
        "months": sum(month["pale"] + month["dark"] for month in answer.context["months"]),
        "map": cells["total"],
        "list": client.get(f"/api/v1/incidents/?count=1&{filters}").json()["count"],
        "severity": _chosen(answer, "severity"),
        "cause": _chosen(answer, "cause"),
    }


def _chosen(answer: Any, name: str) -> int:
    rows = [*answer.context["bars"][name]["first"], *answer.context["bars"][name]["rest"]]
    chosen = [row for row in rows if row["current"]] or rows
    return sum(row["n"] for row in chosen)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 11),
        ("?cause=movement", 7),
        ("?severity=4,5", 4),
        ("?cause=movement&severity=2", 1),
        ("?form=brawl", 5),
        ("?occurred_after=2026-01-01&occurred_before=2026-05-01", 6),
        ("?segment=s03", 10),
        ("?sector=isfara-batken&status=signal&origin=official", 11),
        ("?origin=exercise", 0),
    ],
)
def test_list_map_bars_and_months_count_the_same(
    query: str, total: int, several: list[Incident], client: Client, analyst: User
) -> None:
    assert set(parts(client, analyst, query).values()) == {total}


def test_what_public_sources_sum_up_is_not_counted_and_not_hidden(
    several: list[Incident], client: Client, analyst: User
) -> None:
    with as_owner():
        Incident.objects.filter(pk=several[0].pk).update(is_aggregate=True)

    assert set(parts(client, analyst).values()) - {11} == {10}  # the plain list shows the sum too
    page = client.get("/").content.decode()
    assert "1 aggregate row not counted" in page
    assert several[0].number in page


def test_other_values_say_what_choosing_them_would_add(several: list[Incident], client: Client, analyst: User) -> None:
    client.force_login(analyst)

    rows = client.get("/?cause=movement").context["bars"]["cause"]["first"]

    assert [(row["n"], row["current"]) for row in rows] == [(7, True), (4, False)]
    assert rows[0]["url"] == "/"
    assert rows[1]["url"] == "?cause=movement,irrigation_turn"


def test_drafts_of_one_side_change_nothing_of_the_other(
    several: list[Incident], report: Any, client: Client, officer: User, counterpart: User, analyst: User
) -> None:
    before = {user: parts(client, user) for user in (counterpart, analyst)}

    report(officer, visibility="own", severity=5)

    assert {user: parts(client, user) for user in before} == before
    assert parts(client, officer)["said"] == 12


def test_a_plain_form_ends_at_the_short_address(client: Client, analyst: User, border: Any) -> None:
    client.force_login(analyst)

    answer = client.get("/?cause=movement&cause=trade&occurred_after=&at=")

    assert (answer.status_code, answer["Location"]) == (302, "?cause=movement,trade")


def test_every_chip_takes_its_own_value_away(several: list[Incident], client: Client, analyst: User) -> None:
    client.force_login(analyst)

    bar = client.get("/?cause=movement,trade&severity=5&occurred_after=2026-01-01&map=9/39.9/70.5").context["bar"]

    assert [(chip["text"], chip["url"]) for chip in bar.chips()] == [
        ("from 1 Jan 2026", "?cause=movement,trade&severity=5&map=9/39.9/70.5"),
        ("Cause: Movement of patrols or forces", "?severity=5&occurred_after=2026-01-01&map=9/39.9/70.5&cause=trade"),
        ("Cause: Trade, market, fuel", "?severity=5&occurred_after=2026-01-01&map=9/39.9/70.5&cause=movement"),
        ("Severity: 5. Armed conflict", "?cause=movement,trade&occurred_after=2026-01-01&map=9/39.9/70.5"),
    ]
    assert bar.clear_url() == "?map=9/39.9/70.5"


def test_the_pages_of_the_list_hold_each_incident_once(several: list[Incident], client: Client, analyst: User) -> None:
    client.force_login(analyst)
    first = client.get("/")

    second = client.get(f"/{first.context['paging']['next']}")

    seen = [read.incident.pk for page in (first, second) for read in page.context["shown"].rows]
    assert seen == [incident.pk for incident in several]
    assert second.context["shown"].tally.total == 11


def test_the_border_is_that_of_the_day_asked_for(client: Client, analyst: User, border: Any) -> None:
    client.force_login(analyst)

    figures = client.get("/?at=2017-02-07").context["figures"]

    assert [figure["value"] for figure in figures[3:]] == ["970.0", "519.9", "450.1"]


def test_the_time_before_is_as_long(several: list[Incident], client: Client, analyst: User) -> None:
    client.force_login(analyst)

    shown = client.get("/?occurred_after=2026-03-01&occurred_before=2026-05-30").context["shown"]

    assert (shown.tally.total, shown.before) == (4, 4)


def test_open_incidents_are_those_on_which_somebody_must_act(
    several: list[Incident], client: Client, analyst: User
) -> None:
    with as_owner():
        Incident.objects.filter(pk=several[0].pk).update(status="not_confirmed")
    client.force_login(analyst)

    answer = client.get("/")

    assert answer.context["shown"].tally.open == 10
    assert client.get(f"/{answer.context['figures'][2]['source_url']}").context["shown"].tally.total == 10


@pytest.mark.parametrize(
    "query", ["cause=weather", "severity=9", "at=yesterday", "at=9999-12-31", "weather=1", "cursor=x", "bbox=1,2,3"]
)
def test_bad_input_is_a_400(query: str, client: Client, analyst: User, border: Any) -> None:
    client.force_login(analyst)

    assert client.get(f"/?{query}").status_code == 400


def test_the_dashboard_asks_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/?cause=movement")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


def test_the_dashboard_takes_as_many_statements_for_any_number_of_incidents(
    several: list[Incident], client: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(officer)
    client.get("/")

    # Session, user, actor and savepoint; sectors of the reader; list, counts, accounts; ledger; choices of places.
    with django_assert_max_num_queries(22):
        client.get("/")


def test_a_fragment_holds_every_part_that_counts(several: list[Incident], client: Client, analyst: User) -> None:
    client.force_login(analyst)

    whole = client.get("/").content.decode()
    fragment = client.get("/", headers={"X-Fragment": "results"}).content.decode()

    ids = re.findall(r'id="(part-\w+)"', fragment)
    assert ids == re.findall(r'id="(part-\w+)"', whole)
    assert "<html" not in fragment

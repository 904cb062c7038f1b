"""What the answers of a new incident mean."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.forms import NAMES, NewIncidentForm
from incidents.services import compose_report
from tests.incidents.typed import answers

SAID_AT = datetime(2026, 5, 3, 6, 20, 40, tzinfo=UTC)


def form_of(officer: Any, **changes: Any) -> NewIncidentForm:
    return NewIncidentForm.of_answers(answers(**changes), user=officer, stated_at=SAID_AT)


def test_seven_questions_are_required_and_no_more(officer: Any) -> None:
    form = NewIncidentForm.of_answers({}, user=officer)

    assert set(form.errors) == {"title", "when", "place_by", "cause", "forms", "crowd", "harm"}
    assert all(field.required is (name in form.errors) for name, field in form.fields.items())


def test_minutes_ago_count_from_the_moment_they_were_said(officer: Any) -> None:
    form = form_of(officer)

    assert form.is_valid(), form.errors
    assert form.facts["occurred_at"] == datetime(2026, 5, 3, 6, 10, tzinfo=UTC)
    assert form.facts["clock"] == "Asia/Dushanbe"


def test_just_now_is_the_moment_it_was_said(officer: Any) -> None:
    form = form_of(officer, when="now", minutes_ago=None)

    assert form.is_valid()
    assert form.facts["occurred_at"] == datetime(2026, 5, 3, 6, 20, tzinfo=UTC)


def test_an_exact_time_is_on_the_clock_of_the_officer(officer: Any, counterpart: Any) -> None:
    exact = {"when": "exact", "on_date": "2026-05-03", "at_time": "11:10"}

    theirs, ours = form_of(counterpart, **exact), form_of(officer, **exact)

    assert ours.is_valid()
    assert theirs.is_valid()
    assert ours.facts["occurred_at"].astimezone(UTC).hour == 6
    assert theirs.facts["occurred_at"].astimezone(UTC).hour == 5


def test_an_exact_time_may_be_stated_on_the_other_clock(officer: Any) -> None:
    form = form_of(officer, when="exact", on_date="3.5.2026", at_time="12:10", clock="Asia/Bishkek")

    assert form.is_valid()
    assert form.facts["occurred_at"].astimezone(UTC) == datetime(2026, 5, 3, 6, 10, tzinfo=UTC)
    assert form.facts["clock"] == "Asia/Bishkek"


def test_a_day_needs_no_time(officer: Any) -> None:
    form = form_of(officer, when="exact", on_date="2026-05-03", time_precision="day")

    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes_ago": None}, "minutes_ago"),
        ({"minutes_ago": "-3"}, "minutes_ago"),
        ({"minutes_ago": "ten"}, "minutes_ago"),
        ({"minutes_ago": "9" * 40}, "minutes_ago"),
        ({"when": "exact"}, "on_date"),
        ({"when": "exact", "on_date": "2026-05-03"}, "at_time"),
        ({"when": "exact", "on_date": "2026-02-31", "at_time": "10:00"}, "on_date"),
        ({"when": "exact", "on_date": "2026-05-03", "at_time": "25:00"}, "at_time"),
        ({"when": "yesterday"}, "when"),
        ({"coordinates": None}, "coordinates"),
        ({"coordinates": "500, 70"}, "coordinates"),
        ({"coordinates": "nan, nan"}, "coordinates"),
        ({"coordinates": "7846000, 4855000"}, "coordinates"),
        ({"place_by": "place"}, "place"),
        ({"place_by": "place", "place": "atlantis"}, "place"),
        ({"place_by": "km"}, "km_line"),
        ({"place_by": "km", "km_line": "main"}, "km_mark"),
        ({"place_by": "km", "km_line": "main", "km_mark": "99999"}, "km_mark"),
        ({"place_by": "km", "km_line": "main", "km_mark": "NaN"}, "km_mark"),
        ({"place_by": "km", "km_line": "main", "km_mark": "1e999"}, "km_mark"),
        ({"place_by": "km", "km_line": "equator", "km_mark": "1"}, "km_line"),
        ({"cause": "aliens"}, "cause"),
        ({"forms": ["crowd", "aliens"]}, "forms"),
        ({"title": "x" * 201}, "title"),
        ({"title": "turn\u202eleft"}, "title"),
        ({"raise_to": "5"}, "severity_reason"),
        ({"raise_to": "9"}, "raise_to"),
        ({"until_time": "10:00"}, "until_date"),
        ({"until_date": "2026-05-03"}, "until_time"),
        ({"gps_accuracy": "much"}, "gps_accuracy"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named(officer: Any, changes: dict[str, Any], field: str) -> None:
    form = form_of(officer, **changes)

    assert not form.is_valid()
    assert field in form.errors


def test_the_severity_follows_from_the_answers(officer: Any) -> None:
    form = form_of(officer)

    assert form.is_valid()
    assert form.facts["severity"] == 3


def test_the_severity_may_be_raised_with_a_reason(officer: Any) -> None:
    form = form_of(officer, raise_to="4", severity_reason="Armed men are seen behind the trees")

    assert form.is_valid()
    assert form.facts["severity"] == 4
    assert form.facts["severity_reason"].startswith("Armed men")


def test_the_severity_is_never_lowered(officer: Any) -> None:
    form = form_of(officer, raise_to="2")

    assert form.is_valid()
    assert form.facts["severity"] == 3
    assert "severity_reason" not in form.facts


@pytest.mark.parametrize(("accuracy", "precision"), [("40", 1), ("300", 2), ("1500", 3), ("9000", 4)])
def test_gps_is_as_exact_as_the_device_says(officer: Any, accuracy: str, precision: int) -> None:
    form = form_of(officer, coordinates_from="gps", gps_accuracy=accuracy)

    assert form.is_valid()
    assert form.facts["location_precision"] == precision


def test_a_kilometre_mark_is_a_place(officer: Any) -> None:
    form = form_of(officer, place_by="km", km_line="main", km_mark="84,3")

    assert form.is_valid()
    lon, lat = form.facts["location"]
    assert (lon, lat) == pytest.approx((70.497, 39.941), abs=0.02)


def test_an_unknown_place_is_an_answer(officer: Any) -> None:
    form = form_of(officer, place_by="unknown", coordinates="rubbish")

    assert form.is_valid()
    assert form.facts["location_unknown"] is True


def test_the_places_of_the_own_sector_come_first(officer: Any) -> None:
    groups = dict(form_of(officer).fields["place"].choices[1:])
    near, others = groups.values()

    assert "khojai-alo" in dict(near)
    assert len(near) + len(others) == 89


def test_without_a_sector_the_places_are_one_list(analyst: Any) -> None:
    groups = dict(NewIncidentForm(user=analyst).fields["place"].choices[1:])

    assert [len(rows) for rows in groups.values()] == [89]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30) | st.lists(st.text(max_size=10), max_size=3)))
def test_any_answers_are_taken_or_refused(officer: Any, typed: dict[str, Any]) -> None:
    form = NewIncidentForm.of_answers(answers(**typed), user=officer, stated_at=SAID_AT)

    if form.is_valid():
        assert form.facts["severity"] in range(1, 6)


def test_what_a_service_refuses_stands_beside_its_question(officer: Any) -> None:
    form = form_of(officer, coordinates="40.69405, 70.05981")
    assert form.is_valid()

    try:
        compose_report(by=officer, id=None, now=SAID_AT, **form.facts)  # type: ignore[arg-type]
    except Exception as error:
        form.refuse(error)  # type: ignore[arg-type]

    assert "coordinates" in form.errors
    assert form.asks_to_confirm_far

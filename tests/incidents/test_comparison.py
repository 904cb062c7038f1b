"""Two accounts, fact by fact."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from incidents.codes import Crowd, Fact
from incidents.comparison import (
    FACTS,
    ActionSaid,
    CauseSaid,
    Coded,
    Count,
    CrowdSaid,
    FactComparison,
    Facts,
    Moment,
    PlaceSaid,
    compare,
    differences_first,
    tally,
)
from incidents.comparison.coded import CROWDS
from incidents.comparison.geodesic import metres_between
from tests.incidents import said

BISHKEK, DUSHANBE = "Asia/Bishkek", "Asia/Dushanbe"
TORT_KOCHO = (70.6, 39.95)


def on(zone: str, *when: int, precision: str = "minute") -> Moment:
    return Moment(datetime(*when, tzinfo=ZoneInfo(zone)), precision, zone)  # type: ignore[arg-type]


def only(a: Facts, b: Facts, key: str) -> FactComparison:
    (found,) = [each for each in compare(a, b) if each.key == key]
    return found


def between(a: object, b: object, key: str) -> FactComparison:
    return only(Facts(**{key: a}), Facts(**{key: b}), key)  # type: ignore[arg-type]


# The cases of history.


def test_january_2022_the_start_agrees_once_the_clocks_are_brought_together() -> None:
    found = between(on(BISHKEK, 2022, 1, 27, 18, 15), on(DUSHANBE, 2022, 1, 27, 17, 20), "start")

    assert found.verdict == "agree"
    assert found.tolerance is not None
    assert (found.tolerance.allowed, found.tolerance.measured, found.tolerance.unit) == (15, 5, "minute")


def test_january_2022_the_first_action_differs() -> None:
    kg = ActionSaid("TJ", "Tajik guards closed the road.")
    tj = ActionSaid("KG", "About 50 Kyrgyz residents stopped a truck at the bridge.")

    assert between(kg, tj, "first_action").verdict == "differ"


def test_april_2021_differs_and_no_number_is_added_to_another() -> None:
    kg = Facts(counts=(Count("killed", 36, 36, 36, "KG"), Count("wounded", 189, 154, 189, "KG")))
    tj = Facts(counts=(Count("killed", 19, 19, 19, "TJ"), Count("wounded", 87, 87, 87, "TJ")))

    killed, wounded = compare(kg, tj)

    assert (killed.key, killed.verdict, killed.note) == ("killed", "differ", "other_people")
    assert (wounded.key, wounded.verdict, wounded.note) == ("wounded", "differ", "other_people")
    assert (killed.a, killed.b) == (kg.counted("killed"), tj.counted("killed"))
    assert (killed.only_a, killed.only_b) == (("KG",), ("TJ",))


# Laws.


@given(said.facts, said.facts)
def test_the_other_side_sees_the_mirror(a: Facts, b: Facts) -> None:
    assert compare(b, a) == [each.mirrored for each in compare(a, b)]


@given(said.facts)
def test_an_account_never_differs_from_itself(a: Facts) -> None:
    for found in compare(a, a):
        is_words_only = found.note == "words_only"
        assert found.verdict == ("silent" if is_words_only else "agree")


@given(said.facts, said.facts, st.integers(0, 120), st.integers(0, 20_000), st.integers(0, 60), st.integers(0, 5_000))
def test_a_wider_tolerance_never_turns_an_agreement_into_a_difference(
    a: Facts, b: Facts, minutes: int, metres: int, more_minutes: int, more_metres: int
) -> None:
    narrow = {each.key: each.verdict for each in compare(a, b, minutes=minutes, metres=metres)}
    wide = compare(a, b, minutes=minutes + more_minutes, metres=metres + more_metres)

    assert [each.key for each in wide if narrow[each.key] == "agree" and each.verdict != "agree"] == []


@given(said.facts, said.facts, st.integers(0, 20))
def test_wider_bounds_of_a_number_never_turn_an_agreement_into_a_difference(a: Facts, b: Facts, wider: int) -> None:
    loose = replace(a, counts=tuple(replace(one, low=one.low - wider, high=one.high + wider) for one in a.counts))
    after = {each.key: each.verdict for each in compare(loose, b)}

    assert [each.key for each in compare(a, b) if each.verdict == "agree" and after[each.key] != "agree"] == []


@given(said.facts)
def test_who_says_nothing_is_never_contradicted(a: Facts) -> None:
    found = compare(a, Facts())

    assert {each.verdict for each in found} <= {"silent"}
    assert all(each.b is None for each in found)


@given(said.facts, said.facts)
def test_every_number_shown_is_one_that_was_said(a: Facts, b: Facts) -> None:
    for found in compare(a, b):
        if isinstance(found.a, tuple) or isinstance(found.b, tuple):
            assert set(found.a or ()) <= set(a.counts)
            assert set(found.b or ()) <= set(b.counts)


@given(said.facts, said.facts)
def test_differences_come_first_and_are_counted(a: Facts, b: Facts) -> None:
    found = differences_first(compare(a, b))
    counted = tally(found)

    assert [each.verdict for each in found] == sorted(
        (each.verdict for each in found), key=["differ", "silent", "agree"].index
    )
    assert sum(counted.values()) == len(found)
    assert list(counted) == ["differ", "silent", "agree"]


def test_two_who_say_nothing_are_not_compared() -> None:
    nothing = Facts(cause=CauseSaid("unknown"), first_action=ActionSaid("unknown"), crowd=CrowdSaid("unknown"))

    assert compare(nothing, Facts()) == compare(nothing, nothing) == []


def test_every_fact_of_the_vocabulary_is_compared_in_its_order() -> None:
    assert list(FACTS) == Fact.values
    named = {field.name for field in fields(Facts)} - {"counts"}
    assert named <= set(FACTS)


# Time.


@pytest.mark.parametrize(
    ("minutes", "precisions", "verdict"),
    [
        (15, ("minute", "minute"), "agree"),
        (16, ("minute", "minute"), "differ"),
        (75, ("minute", "hour"), "agree"),
        (76, ("minute", "hour"), "differ"),
        (135, ("hour", "hour"), "agree"),
        (136, ("hour", "hour"), "differ"),
    ],
)
def test_times_may_lie_apart_by_the_tolerance_and_an_hour_for_each_about(
    minutes: int, precisions: tuple[str, str], verdict: str
) -> None:
    at = datetime(2022, 1, 27, 12, 15, tzinfo=UTC)

    found = between(Moment(at, precisions[0]), Moment(at + timedelta(minutes=minutes), precisions[1]), "start")

    assert found.verdict == verdict


def test_a_second_over_the_tolerance_is_not_told_as_within_it() -> None:
    at = datetime(2022, 1, 27, 12, 15, tzinfo=UTC)

    found = between(Moment(at), Moment(at + timedelta(minutes=15, seconds=1)), "start")

    assert found.verdict == "differ"
    assert found.tolerance is not None
    assert found.tolerance.measured == 16


@pytest.mark.parametrize(
    ("time", "verdict"),
    [((2022, 1, 27, 0, 0), "agree"), ((2022, 1, 26, 23, 45), "agree"), ((2022, 1, 26, 23, 44), "differ")],
)
def test_a_time_is_looked_for_in_the_day_of_the_clock_it_was_stated_on(time: tuple[int, ...], verdict: str) -> None:
    day = on(BISHKEK, 2022, 1, 27, 12, 0, precision="day")
    # The same moment on the other clock.
    moment = Moment(on(BISHKEK, *time).at.astimezone(ZoneInfo(DUSHANBE)), "minute", DUSHANBE)

    found = between(day, moment, "start")

    assert found.verdict == verdict
    assert found.tolerance is not None
    assert found.tolerance.rule == "day"


def test_neighbouring_days_differ_though_the_clocks_let_them_meet_for_an_hour() -> None:
    kg, tj = on(BISHKEK, 2022, 1, 27, 0, 0, precision="day"), on(DUSHANBE, 2022, 1, 26, 0, 0, precision="day")

    found = between(kg, tj, "start")

    assert (found.verdict, found.note) == ("differ", "days_meet_by_clock")
    assert between(on(DUSHANBE, 2022, 1, 25, 0, 0, precision="day"), kg, "start").note is None


@pytest.mark.parametrize(
    ("coarse", "verdict"),
    [
        (on(BISHKEK, 2022, 1, 24, 5, 0, precision="week"), "agree"),
        (on(BISHKEK, 2022, 1, 23, 5, 0, precision="week"), "differ"),
        (on(BISHKEK, 2022, 1, 1, 5, 0, precision="month"), "agree"),
        (on(BISHKEK, 2021, 12, 31, 5, 0, precision="month"), "differ"),
    ],
)
def test_a_day_lies_in_a_week_or_month(coarse: Moment, verdict: str) -> None:
    assert between(on(BISHKEK, 2022, 1, 27, 0, 0, precision="day"), coarse, "end").verdict == verdict


# Place.


@given(said.points, said.points)
def test_distances_are_those_of_the_spheroid(a: tuple[float, float], b: tuple[float, float]) -> None:
    _there, _back, metres = Geod(ellps="WGS84").inv(*a, *b)

    assert metres_between(a, b) == pytest.approx(metres, abs=0.001)
    assert metres_between(a, b) == metres_between(b, a)


@pytest.mark.parametrize(("precisions", "allowed"), [((1, 1), 380), ((1, 2), 840), ((2, 3), 2_800), ((4, 4), 10_300)])
def test_places_may_lie_300_m_and_both_precisions_apart(precisions: tuple[int, int], allowed: int) -> None:
    lon, lat = TORT_KOCHO
    geod = Geod(ellps="WGS84")

    def at(metres: float) -> PlaceSaid:
        far_lon, far_lat, _back = geod.fwd(lon, lat, 60, metres)
        return PlaceSaid(far_lon, far_lat, precisions[1])

    here = PlaceSaid(lon, lat, precisions[0])
    near, far = between(here, at(allowed - 0.5), "place"), between(here, at(allowed + 0.5), "place")

    assert (near.verdict, far.verdict) == ("agree", "differ")
    assert near.tolerance is not None
    assert far.tolerance is not None
    assert (near.tolerance.allowed, near.tolerance.measured, far.tolerance.measured) == (allowed, allowed, allowed + 1)


@pytest.mark.parametrize(("theirs", "verdict"), [("s03", "agree"), ("s04", "differ"), ("", "silent")])
def test_a_place_along_a_segment_is_compared_by_the_segment(theirs: str, verdict: str) -> None:
    ours = PlaceSaid(*TORT_KOCHO, 5, segment="s03")

    found = between(ours, PlaceSaid(70.9, 39.8, 1, segment=theirs), "place")

    assert found.verdict == verdict
    assert found.is_incomparable == (verdict == "silent")


def test_two_districts_that_meet_at_the_border_say_nothing_of_the_distance() -> None:
    batken = PlaceSaid(*TORT_KOCHO, 6, district="batken", region="batken")
    isfara = PlaceSaid(70.61, 39.95, 1, district="isfara", region="sughd")

    found = between(batken, isfara, "place")

    assert (found.verdict, found.note) == ("silent", "place_too_coarse")
    assert found.is_incomparable
    assert between(batken, replace(isfara, district="batken"), "place").verdict == "agree"


def test_a_place_in_words_alone_is_shown_and_not_judged() -> None:
    found = between(PlaceSaid(words="At the bridge."), PlaceSaid(*TORT_KOCHO, 1), "place")

    assert (found.verdict, found.note) == ("silent", "words_only")


# Codes.


def test_the_cause_named_first_decides_and_an_exchange_is_noted() -> None:
    road, water = "road_blocking", "irrigation_turn"

    found = between(CauseSaid(road, frozenset({road, water})), CauseSaid(water, frozenset({road, water})), "cause")

    assert (found.verdict, found.note) == ("differ", "each_names_the_other_cause")
    assert between(CauseSaid(road, frozenset({road})), CauseSaid(road, frozenset({road, water})), "cause").verdict == (
        "agree"
    )


def test_who_acted_first_is_silent_while_a_side_does_not_know() -> None:
    found = between(ActionSaid("unknown"), ActionSaid("TJ"), "first_action")

    assert (found.verdict, found.note) == ("silent", None)
    assert not found.is_incomparable


def test_an_act_in_words_alone_is_not_judged() -> None:
    found = between(ActionSaid("", "The road was closed."), ActionSaid("TJ"), "first_action")

    assert (found.verdict, found.note, found.is_incomparable) == ("silent", "words_only", True)


def test_forms_differ_by_what_one_side_alone_says() -> None:
    found = between(Coded(frozenset({"crowd", "arson"})), Coded(frozenset({"crowd", "brawl"})), "forms")

    assert (found.verdict, found.only_a, found.only_b) == ("differ", ("arson",), ("brawl",))


def test_words_beside_codes_are_not_judged() -> None:
    a, b = Coded(frozenset({"police"}), "Two cars."), Coded(frozenset({"police"}), "Ten cars.")

    assert between(a, b, "forces").verdict == "agree"


def test_that_there_was_nothing_is_a_statement() -> None:
    none, some = Coded(frozenset({"none"})), Coded(frozenset({"houses"}))

    assert between(none, some, "damage").verdict == "differ"


def test_what_each_side_did_itself_contradicts_nothing() -> None:
    called, withdrew = Coded(frozenset({"called_counterpart"})), Coded(frozenset({"forces_withdrawn"}))

    found = between(called, withdrew, "measures")

    assert (found.verdict, found.note) == ("silent", "each_its_own")
    assert (found.only_a, found.only_b) == (("called_counterpart",), ("forces_withdrawn",))
    assert between(called, called, "measures").verdict == "agree"


@pytest.mark.parametrize(
    ("theirs", "verdict", "note"),
    [("50_200", "agree", None), ("10_50", "agree", "neighbouring_ranges"), ("under_10", "differ", None)],
)
def test_crowds_agree_where_their_ranges_meet(theirs: str, verdict: str, note: str | None) -> None:
    found = between(CrowdSaid("50_200"), CrowdSaid(theirs), "crowd")

    assert (found.verdict, found.note) == (verdict, note)


def test_every_size_of_a_crowd_has_its_bounds() -> None:
    assert [*CROWDS, "unknown"] == Crowd.values


# Numbers of people.


CIVILIANS, GUARDS = (31, 31, 31, "KG", "civilian"), (5, 5, 5, "KG", "serviceman")


def killed(*rows: tuple[object, ...]) -> Facts:
    return Facts(counts=tuple(Count("killed", *row) for row in rows))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "verdict", "note"),
    [
        # The same people: ranges decide.
        ([(36, 34, 40, "KG")], [(34, 31, 34, "KG")], "agree", None),
        ([(36, 36, 36, "KG")], [(19, 19, 19, "KG")], "differ", None),
        # One of several numbers given for the same people meets the other side's.
        ([(36, 36, 36, "KG"), (40, 40, 40, "KG")], [(40, 40, 41, "KG")], "agree", None),
        # What both count agrees, and one counts others too.
        ([(36, 36, 36, "KG")], [(36, 36, 36, "KG"), (19, 19, 19, "TJ")], "silent", "more_people"),
        # One contradiction is enough, whatever else agrees.
        ([(36, 36, 36, "KG"), (19, 19, 19, "TJ")], [(36, 36, 36, "KG"), (41, 41, 41, "TJ")], "differ", None),
        # Not said whose: it may be the same people.
        ([(36, 36, 36, "")], [(19, 19, 19, "TJ")], "silent", "whose_not_said"),
        ([(36, 36, 36, "")], [(19, 19, 19, "")], "differ", None),
        # Told apart in other ways: 31 and 5 are not put together to be held against 36.
        ([CIVILIANS, GUARDS], [(36, 36, 36, "KG")], "silent", "other_categories"),
        ([CIVILIANS], [(20, 20, 20, "KG", "civilian"), GUARDS], "differ", None),
        ([CIVILIANS], [CIVILIANS, GUARDS], "silent", "more_people"),
        ([CIVILIANS, GUARDS], [GUARDS, CIVILIANS], "agree", None),
    ],
)
def test_numbers_are_held_against_numbers_of_the_same_people(
    a: list[tuple[object, ...]], b: list[tuple[object, ...]], verdict: str, note: str | None
) -> None:
    found = only(killed(*a), killed(*b), "killed")

    assert (found.verdict, found.note) == (verdict, note)

"""Strategies: all that a side may say, silence included."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from incidents.codes import CasualtyCategory, CasualtyStatus, Cause, Crowd, Damage, Force, Form, Measure
from incidents.comparison import ActionSaid, CauseSaid, Coded, Count, CrowdSaid, Facts, Moment, PlaceSaid
from people.models import Clock

# Close together, so that both agreement and difference come up.
instants = st.datetimes(datetime(2022, 1, 26), datetime(2022, 1, 29), timezones=st.just(UTC))  # noqa: DTZ001
actors = st.sampled_from(["KG", "TJ", "both", "third", "unknown", ""])
words = st.sampled_from(["", "A road was closed.", "A truck was stopped."])


def moments(precisions: tuple[str, ...] = ("minute", "hour", "day", "week", "month")) -> st.SearchStrategy[Moment]:
    return st.builds(Moment, instants, st.sampled_from(precisions), st.sampled_from(Clock.values))


points = st.tuples(st.floats(70.5, 70.6), st.floats(39.9, 40.0))


@st.composite
def places(draw: st.DrawFn, precisions: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)) -> PlaceSaid:
    lon, lat = draw(points)
    if draw(st.integers(0, 9)) == 0:
        return PlaceSaid(words=draw(words))
    return PlaceSaid(
        lon,
        lat,
        draw(st.sampled_from(precisions)),
        draw(st.sampled_from(["", "s03", "s04"])),
        draw(st.sampled_from(["", "batken", "isfara"])),
        draw(st.sampled_from(["", "batken", "sughd"])),
        draw(words),
    )


def coded(codes: list[str]) -> st.SearchStrategy[Coded]:
    return st.builds(Coded, st.frozensets(st.sampled_from(codes), max_size=2), words)


@st.composite
def causes(draw: st.DrawFn) -> CauseSaid:
    named = draw(st.lists(st.sampled_from(Cause.values[:3]), min_size=1, max_size=3))
    return CauseSaid(draw(st.sampled_from([named[0], "unknown", ""])), frozenset(named))


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low, best, high = sorted(draw(st.tuples(*[st.integers(0, 40)] * 3)))
    return Count(
        draw(st.sampled_from(CasualtyStatus.values[:2])),
        best,
        low,
        high,
        draw(st.sampled_from(["KG", "TJ", ""])),
        draw(st.sampled_from(CasualtyCategory.values[-2:])),
        "Ministry of health",
        draw(st.sampled_from([None, date(2022, 1, 28)])),
    )


facts = st.builds(
    Facts,
    start=st.none() | moments(),
    end=st.none() | moments(),
    place=st.none() | places(),
    cause=st.none() | causes(),
    first_action=st.none()
    | st.builds(ActionSaid, st.sampled_from(["KG", "TJ", "both", "third", "unknown", ""]), words),
    forms=st.none() | coded(Form.values[:3]),
    crowd=st.none() | st.builds(CrowdSaid, st.sampled_from(Crowd.values)),
    forces=st.none() | coded(Force.values[:3]),
    damage=st.none() | coded(Damage.values[:3]),
    measures=st.none() | coded(Measure.values[:3]),
    counts=st.lists(counts(), max_size=5).map(tuple),
)

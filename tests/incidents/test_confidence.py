"""How far sources let what is told be relied on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.accounts.confidence import Confidence, Graded, confidence
from incidents.codes import Credibility, Reliability

sources = st.lists(
    st.builds(
        Graded,
        st.sampled_from(["", *Reliability.values]),
        st.sampled_from([None, *Credibility.values]),
        st.sampled_from(["", "patrol", "hospital"]),
    ),
    max_size=4,
)
RANK = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]


@pytest.mark.parametrize(
    ("told", "level", "reasons"),
    [
        ([], "low", ["no_source"]),
        ([Graded()], "low", ["not_graded"]),
        ([Graded("A", 1, "x")], "medium", ["reliable_and_credible", "not_independent"]),
        ([Graded("A", 1, "x"), Graded("C", 3, "y")], "high", ["reliable_and_credible", "independent"]),
        ([Graded("B", 2, "x"), Graded("B", 2, "x")], "medium", ["reliable_and_credible", "not_independent"]),
        ([Graded("C", 3, "x"), Graded("F", 6, "y")], "medium", ["fair_and_possible", "independent"]),
        ([Graded("C", 3, "x")], "low", ["fair_and_possible", "not_independent"]),
        ([Graded("D", 6, "x"), Graded("F", 6, "y")], "low", ["no_good_source", "independent"]),
        # Each grade counts for itself: a reliable source may say what is doubtful.
        ([Graded("A", 4, "x")], "low", ["no_good_source", "not_independent", "doubted"]),
        ([Graded("E", 1, "x")], "low", ["no_good_source", "not_independent", "doubted"]),
        # What is doubted confirms nothing, nor does what nobody graded.
        ([Graded("A", 1, "x"), Graded("E", 5, "y")], "medium", ["reliable_and_credible", "not_independent", "doubted"]),
        ([Graded("A", 1, "x"), Graded("", None, "y")], "medium", ["reliable_and_credible", "not_independent"]),
        # Sources whose independence nobody stated stand together as one.
        ([Graded("A", 1), Graded("B", 2)], "medium", ["reliable_and_credible", "not_independent"]),
    ],
)
def test_confidence_and_its_reasons(told: list[Graded], level: str, reasons: list[str]) -> None:
    assert confidence(told) == (level, reasons)


@given(sources)
def test_high_needs_a_good_source_and_a_second_group(told: list[Graded]) -> None:
    level, _reasons = confidence(told)

    good = [one for one in told if one.reliability in {"A", "B"} and one.credibility in {1, 2}]
    assert (level == "high") <= bool(good and len({one.group for one in told}) >= 2)


@given(sources, st.sampled_from(["x", "patrol"]))
def test_another_good_source_never_lowers_it(told: list[Graded], group: str) -> None:
    before, _reasons = confidence(told)
    after, _more = confidence([*told, Graded("A", 1, group)])

    assert RANK.index(after) >= RANK.index(before)


@given(sources)
def test_the_order_of_the_sources_does_not_matter(told: list[Graded]) -> None:
    assert confidence(told) == confidence(list(reversed(told)))

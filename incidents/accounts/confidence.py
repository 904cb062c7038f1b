"""How far what is told can be relied on, from its graded sources, with the reasons. Pure.

A source and what it says are graded apart: a reliable source may tell something doubtful, and the other way
round. Neither grade is derived from the other here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RELIABLE, FAIR = frozenset("AB"), frozenset("ABC")
CREDIBLE, POSSIBLE = frozenset({1, 2}), frozenset({1, 2, 3})
DOUBTED = frozenset({4, 5})


class Confidence(StrEnum):
    """How far what is told can be relied on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(StrEnum):
    """Why confidence is what it is."""

    NO_SOURCE = "no_source"
    NOT_GRADED = "not_graded"
    RELIABLE_AND_CREDIBLE = "reliable_and_credible"  # One source is A or B, and what it says 1 or 2.
    FAIR_AND_POSSIBLE = "fair_and_possible"  # The best is A to C, and what it says 1 to 3.
    NO_GOOD_SOURCE = "no_good_source"
    INDEPENDENT = "independent"  # Two sources or more that do not draw on each other.
    NOT_INDEPENDENT = "not_independent"
    DOUBTED = "doubted"  # Some source is graded unreliable, or what it says doubtful or improbable.


@dataclass(frozen=True)
class Graded:
    """One source: reliability A to F, credibility 1 to 6 (empty: not graded), and the group it is independent of
    the others in. Sources whose group is not said count as one group together: nobody vouched for more."""

    reliability: str = ""
    credibility: int | None = None
    group: str = ""

    @property
    def is_graded(self) -> bool:
        return bool(self.reliability) and self.credibility is not None

    @property
    def is_doubted(self) -> bool:
        return self.reliability == "E" or self.credibility in DOUBTED

    def is_at_least(self, reliability: frozenset[str], credibility: frozenset[int]) -> bool:
        return self.reliability in reliability and self.credibility in credibility


def confidence(sources: Iterable[Graded]) -> tuple[Confidence, list[Reason]]:
    """Return the confidence that sources allow, and why.

    High: one source of A or B says what is graded 1 or 2, and sources of two groups or more tell it. Medium: such a
    source alone; or two groups of which the best is A to C and says what is graded 1 to 3. Low otherwise. A
    doubted or ungraded source confirms nothing, so that its group does not count.
    """
    told = list(sources)
    if not told:
        return Confidence.LOW, [Reason.NO_SOURCE]
    graded = [one for one in told if one.is_graded]
    if not graded:
        return Confidence.LOW, [Reason.NOT_GRADED]
    is_good = any(one.is_at_least(RELIABLE, CREDIBLE) for one in graded)
    is_fair = any(one.is_at_least(FAIR, POSSIBLE) for one in graded)
    is_confirmed = len({one.group for one in graded if not one.is_doubted}) >= 2

    grade = Reason.NO_GOOD_SOURCE
    if is_good or is_fair:
        grade = Reason.RELIABLE_AND_CREDIBLE if is_good else Reason.FAIR_AND_POSSIBLE
    reasons = [grade, Reason.INDEPENDENT if is_confirmed else Reason.NOT_INDEPENDENT]
    if any(one.is_doubted for one in graded):
        reasons.append(Reason.DOUBTED)
    if is_good and is_confirmed:
        return Confidence.HIGH, reasons
    return (Confidence.MEDIUM if is_good or (is_fair and is_confirmed) else Confidence.LOW), reasons

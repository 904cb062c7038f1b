"""The outcome for one fact, and what it was measured by."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What two statements are to each other. Silent: one of them says nothing that can be judged."""

    DIFFER = "differ"
    SILENT = "silent"
    AGREE = "agree"


class Note(StrEnum):
    """Why a verdict is what it is, where the values alone do not show it."""

    WORDS_ONLY = "words_only"  # At least one side has words but no code; words are not judged.
    DAYS_MEET_BY_CLOCK = "days_meet_by_clock"  # Different days as stated; they meet only as the clocks differ.
    PLACE_TOO_COARSE = "place_too_coarse"  # Known to a district or region: nothing says that they are apart.
    EACH_NAMES_THE_OTHER_CAUSE = "each_names_the_other_cause"
    NEIGHBOURING_RANGES = "neighbouring_ranges"  # Two ranges of the vocabulary that share a bound.
    OTHER_PEOPLE = "other_people"  # Each counts other people: the numbers are not one count.
    WHOSE_NOT_SAID = "whose_not_said"  # One does not say whose people it counts.
    OTHER_CATEGORIES = "other_categories"  # The same people, told apart in other ways.
    EACH_ITS_OWN = "each_its_own"  # Each tells what it did itself: other measures are no contradiction.
    MORE_PEOPLE = "more_people"  # What both count agrees; one counts others as well.


@dataclass(frozen=True)
class Tolerance:
    """How two statements were measured: by which rule, what it allows, and what was found.

    `allowed` and `measured` are in `unit`, the measured one rounded up; both None where nothing is measured.
    """

    rule: str
    unit: str = ""
    allowed: int | None = None
    measured: int | None = None


@dataclass(frozen=True)
class FactComparison:
    """One fact of two accounts. `only_a` and `only_b` are the codes that one of them alone says."""

    key: str
    verdict: Verdict
    a: Any
    b: Any
    tolerance: Tolerance | None = None
    note: Note | None = None
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()

    @property
    def is_incomparable(self) -> bool:
        """Whether both speak, and yet nothing can be said of how they stand to each other."""
        return self.verdict == Verdict.SILENT and self.note not in {None, Note.MORE_PEOPLE}

    @property
    def mirrored(self) -> "FactComparison":
        """The same as seen from the other side."""
        return replace(self, a=self.b, b=self.a, only_a=self.only_b, only_b=self.only_a)

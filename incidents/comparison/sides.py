"""The whole of two accounts against each other."""

from collections.abc import Callable, Iterable

from incidents.comparison.coded import (
    compare_actions,
    compare_causes,
    compare_crowds,
    compare_measures,
    compare_sets,
)
from incidents.comparison.counts import compare_counts
from incidents.comparison.measured import compare_moments, compare_places
from incidents.comparison.said import Facts, Said
from incidents.comparison.verdicts import FactComparison, Note, Verdict

# Within how much two exact statements are still one.
MINUTES, METRES = 15, 300

COUNTED = ("killed", "wounded", "detained", "missing", "evacuated")

# Every fact that is compared, in the order of the vocabulary.
FACTS = (
    "first_action",
    "start",
    "end",
    "place",
    "cause",
    "forms",
    "crowd",
    "forces",
    *COUNTED,
    "damage",
    "measures",
)

_ORDER = [Verdict.DIFFER, Verdict.SILENT, Verdict.AGREE]


def compare(a: Facts, b: Facts, *, minutes: int = MINUTES, metres: int = METRES) -> list[FactComparison]:
    """Return how two sides stand to each other on every fact at least one of them speaks of.

    A wider tolerance never turns an agreement into a difference.
    """
    found = (_compared(key, a, b, minutes=minutes, metres=metres) for key in FACTS)
    return [each for each in found if each is not None]


def _compared(key: str, a: Facts, b: Facts, *, minutes: int, metres: int) -> FactComparison | None:
    if key in COUNTED:
        ours, theirs = a.counted(key), b.counted(key)
        if not ours and not theirs:
            return None
        if not ours or not theirs:
            return FactComparison(key, Verdict.SILENT, ours or None, theirs or None)
        return compare_counts(key, ours, theirs)
    rules: dict[str, Callable[..., FactComparison]] = {
        "first_action": compare_actions,
        "start": lambda *said: compare_moments(*said, minutes=minutes),
        "end": lambda *said: compare_moments(*said, minutes=minutes),
        "place": lambda *said: compare_places(*said, metres=metres),
        "cause": compare_causes,
        "crowd": compare_crowds,
        "measures": compare_measures,
    }
    return _judged(key, getattr(a, key), getattr(b, key), rules.get(key, compare_sets))


def _judged(key: str, a: Said | None, b: Said | None, rule: Callable[..., FactComparison]) -> FactComparison | None:
    """Return the outcome of a rule where both say something it can judge; None where neither says anything."""
    if a is not None and b is not None and a.is_coded and b.is_coded:
        return rule(key, a, b)
    speaking = [said for said in (a, b) if said is not None and not said.is_silent]
    if not speaking:
        return None
    return FactComparison(key, Verdict.SILENT, a, b, note=Note.WORDS_ONLY if len(speaking) == 2 else None)


def differences_first(compared: Iterable[FactComparison]) -> list[FactComparison]:
    """Return differences, then what one is silent on, then agreements; each in the order of the vocabulary."""
    return sorted(compared, key=lambda each: _ORDER.index(each.verdict))


def tally(compared: Iterable[FactComparison]) -> dict[str, int]:
    """Return how many facts differ, are told by one side alone or cannot be compared, and agree."""
    verdicts = [each.verdict for each in compared]
    return {verdict.value: verdicts.count(verdict) for verdict in _ORDER}

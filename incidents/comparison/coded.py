"""What is told in codes: equal or not. Words beside the codes are shown and never judged."""

from dataclasses import replace

from incidents.comparison.said import ActionSaid, CauseSaid, Coded, CrowdSaid
from incidents.comparison.verdicts import FactComparison, Note, Tolerance, Verdict

# The ranges of the vocabulary with their bounds; neighbours share one, as "10 to 50" and "50 to 200" do.
CROWDS: dict[str, tuple[float, float]] = {
    "under_10": (0, 10),
    "10_50": (10, 50),
    "50_200": (50, 200),
    "200_1000": (200, 1_000),
    "over_1000": (1_000, float("inf")),
}


def _equal(is_equal: bool) -> Verdict:
    return Verdict.AGREE if is_equal else Verdict.DIFFER


def compare_actions(key: str, a: ActionSaid, b: ActionSaid) -> FactComparison:
    """Compare who is said to have acted first; the act itself is in words."""
    return FactComparison(key, _equal(a.by == b.by), a, b, Tolerance("codes"))


def compare_causes(key: str, a: CauseSaid, b: CauseSaid) -> FactComparison:
    """Compare the causes named first. That each side also names the other's first is noted, and no agreement:
    which of the two comes first is what they differ on."""
    note = None
    if a.primary != b.primary and a.primary in b.every and b.primary in a.every:
        note = Note.EACH_NAMES_THE_OTHER_CAUSE
    return FactComparison(key, _equal(a.primary == b.primary), a, b, Tolerance("codes"), note)


def compare_crowds(key: str, a: CrowdSaid, b: CrowdSaid) -> FactComparison:
    """Compare two ranges: those that share a bound agree, for a number on it is in both."""
    (a_low, a_high), (b_low, b_high) = CROWDS[a.size], CROWDS[b.size]
    meet = a_low <= b_high and b_low <= a_high
    note = Note.NEIGHBOURING_RANGES if meet and a.size != b.size else None
    return FactComparison(key, _equal(meet), a, b, Tolerance("ranges"), note)


def compare_sets(key: str, a: Coded, b: Coded) -> FactComparison:
    """Compare all codes of both, and list what one alone says."""
    return FactComparison(
        key,
        _equal(a.codes == b.codes),
        a,
        b,
        Tolerance("codes"),
        only_a=tuple(sorted(a.codes - b.codes)),
        only_b=tuple(sorted(b.codes - a.codes)),
    )


def compare_measures(key: str, a: Coded, b: Coded) -> FactComparison:
    """Compare what each side says it did itself: the same measures agree, and others contradict nothing."""
    found = compare_sets(key, a, b)
    if found.verdict == Verdict.AGREE:
        return found
    return replace(found, verdict=Verdict.SILENT, note=Note.EACH_ITS_OWN)

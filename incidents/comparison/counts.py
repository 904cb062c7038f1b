"""Numbers of people: each stays its author's. Nothing here adds two numbers."""

from incidents.comparison.said import Count
from incidents.comparison.verdicts import FactComparison, Note, Tolerance, Verdict

RANGES = Tolerance("ranges")


def compare_counts(key: str, a: tuple[Count, ...], b: tuple[Count, ...]) -> FactComparison:
    """Compare what two sides say of one status, people by people.

    Ranges are held against each other only where both sides count the same people in the same category. They
    differ where one such pair of statements has no number in common, and where each side counts other people
    alone: two counts of which neither can stand for the other. A side that gives several numbers for the same
    people is met by any of them.
    """
    ours, theirs = _by_people(a), _by_people(b)
    common = sorted(set(ours) & set(theirs))
    only_a = tuple(sorted(set(ours) - set(theirs)))
    only_b = tuple(sorted(set(theirs) - set(ours)))

    def outcome(verdict: Verdict, note: Note | None = None) -> FactComparison:
        return FactComparison(key, verdict, a, b, RANGES, note, only_a, only_b)

    if not common:
        # Not said whose: it may be the very people the other side counts.
        is_known = "" not in (*ours, *theirs)
        return outcome(Verdict.DIFFER, Note.OTHER_PEOPLE) if is_known else outcome(Verdict.SILENT, Note.WHOSE_NOT_SAID)
    found = [_of_the_same(ours[people], theirs[people]) for people in common]
    if Verdict.DIFFER in [verdict for verdict, _note in found]:
        return outcome(Verdict.DIFFER)
    notes = {note for _verdict, note in found if note} | ({Note.MORE_PEOPLE} if only_a or only_b else set())
    if not notes:
        return outcome(Verdict.AGREE)
    # What cannot be compared weighs more than what one side says beyond the other.
    return outcome(Verdict.SILENT, Note.OTHER_CATEGORIES if Note.OTHER_CATEGORIES in notes else Note.MORE_PEOPLE)


def _by_people(counts: tuple[Count, ...]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = {}
    for count in counts:
        found.setdefault(count.people, []).append(count)
    return found


def _of_the_same(a: list[Count], b: list[Count]) -> tuple[Verdict, Note | None]:
    """Return how two sides stand that count the same people."""
    of_a, of_b = {count.category for count in a}, {count.category for count in b}
    for category in of_a & of_b:
        pairs = [(x, y) for x in a for y in b if x.category == y.category == category]
        if not any(x.overlaps(y) for x, y in pairs):
            return Verdict.DIFFER, None
    if not of_a & of_b:
        return Verdict.SILENT, Note.OTHER_CATEGORIES
    return (Verdict.AGREE, None) if of_a == of_b else (Verdict.SILENT, Note.MORE_PEOPLE)

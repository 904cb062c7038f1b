"""What two accounts say, and how they stand to each other, in words for pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from incidents.accounts.confidence import Confidence, Reason
from incidents.accounts.facts import Comparison, Told
from incidents.codes import (
    CasualtyCategory,
    Cause,
    Crowd,
    Damage,
    Fact,
    Force,
    Form,
    LocationPrecision,
    Measure,
)
from incidents.comparison import (
    ActionSaid,
    CauseSaid,
    Coded,
    Count,
    CrowdSaid,
    FactComparison,
    Note,
    Tolerance,
    Verdict,
)
from incidents.comparison.sides import COUNTED, FACTS
from people.formats import kilometres
from people.models import Side

CODES: dict[str, Any] = {"cause": Cause, "forms": Form, "forces": Force, "damage": Damage, "measures": Measure}
ICONS = {Verdict.DIFFER: "differ", Verdict.SILENT: "silent", Verdict.AGREE: "agree"}
NOTES = {
    Note.WORDS_ONLY: gettext_lazy("Told in words alone: words are shown, not judged."),
    Note.DAYS_MEET_BY_CLOCK: gettext_lazy("The days meet only in the hour by which the clocks differ."),
    Note.PLACE_TOO_COARSE: gettext_lazy("Known too roughly to say how far apart the places are."),
    Note.EACH_NAMES_THE_OTHER_CAUSE: gettext_lazy("Both name both causes, each another one first."),
    Note.NEIGHBOURING_RANGES: gettext_lazy("The two ranges meet."),
    Note.OTHER_PEOPLE: gettext_lazy("Each side counts other people: this is not one count."),
    Note.WHOSE_NOT_SAID: gettext_lazy("It is not said whose people are counted."),
    Note.OTHER_CATEGORIES: gettext_lazy("The same people, counted in other categories."),
    Note.EACH_ITS_OWN: gettext_lazy("Each side tells what it did itself."),
    Note.MORE_PEOPLE: gettext_lazy("What both count agrees; one side counts others as well."),
}
CONFIDENCE = {
    Confidence.HIGH: pgettext_lazy("confidence", "High"),
    Confidence.MEDIUM: pgettext_lazy("confidence", "Medium"),
    Confidence.LOW: pgettext_lazy("confidence", "Low"),
}
REASONS = {
    Reason.NO_SOURCE: gettext_lazy("no source is named"),
    Reason.NOT_GRADED: gettext_lazy("no source is graded"),
    Reason.RELIABLE_AND_CREDIBLE: gettext_lazy("a source is A or B, and what it says 1 or 2"),
    Reason.FAIR_AND_POSSIBLE: gettext_lazy("the best source is no better than C, or what it says than 3"),
    Reason.NO_GOOD_SOURCE: gettext_lazy("no source is A to C and says what is 1 to 3"),
    Reason.INDEPENDENT: gettext_lazy("two sources or more are independent"),
    Reason.NOT_INDEPENDENT: gettext_lazy("no two sources are independent"),
    Reason.DOUBTED: gettext_lazy("some source or statement is doubted"),
}


@dataclass(frozen=True)
class Cell:
    """What one side says of one fact. `said` is None where it says nothing."""

    side: Side
    said: Any
    label: str = ""
    # Several codes, each with whether this side alone says it.
    labels: list[tuple[str, bool]] = field(default_factory=list)
    precision: str = ""
    language: str = ""

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The numbers of people, each with its author."""
        return [count_words(count) for count in self.said] if isinstance(self.said, tuple) else []


@dataclass(frozen=True)
class Row:
    """One fact: its name, the verdict with what it was measured by, and the cells in the order of the sides."""

    key: str
    label: str
    cells: list[Cell]
    verdict: str = ""
    verdict_label: str = ""
    icon: str = ""
    measure: str = ""
    note: Any = ""

    @property
    def is_counted(self) -> bool:
        return self.key in COUNTED


def rows_of(comparison: Comparison) -> list[Row]:
    """Return the facts of a page, differences first; of one side alone its facts without a verdict."""
    if comparison.is_two_sided:
        return [_row(each, comparison) for each in comparison.facts]
    return [row for told in comparison.heard for row in _rows_of_one(told, comparison)]


def _row(found: FactComparison, comparison: Comparison) -> Row:
    first, second = comparison.heard
    return Row(
        found.key,
        str(Fact(found.key).label),
        [_cell(found.key, found.a, first, found.only_a), _cell(found.key, found.b, second, found.only_b)],
        found.verdict.value,
        verdict_label(found),
        ICONS[found.verdict],
        measure_words(found.tolerance),
        NOTES[found.note] if found.note else "",
    )


def _rows_of_one(told: Told, comparison: Comparison) -> Iterable[Row]:
    for key in FACTS:
        said = told.facts.counted(key) or None if key in COUNTED else getattr(told.facts, key)
        if said is not None and (isinstance(said, tuple) or not said.is_silent):
            yield Row(key, str(Fact(key).label), [_cell(key, said, told, ())])


def verdict_label(found: FactComparison) -> str:
    """Return a verdict in a word or two."""
    if found.is_incomparable:
        return _("not comparable")
    return {
        Verdict.DIFFER: _("differs"),
        Verdict.SILENT: _("one is silent"),
        Verdict.AGREE: pgettext("verdict", "agrees"),
    }[found.verdict]


def counts_words(comparison: Comparison) -> list[dict[str, Any]]:
    """Return how many facts have each verdict, with its icon and words, differences first; none that nothing has."""
    incomparable = sum(each.is_incomparable for each in comparison.facts)
    counts = comparison.counts
    silent = counts["silent"] - incomparable
    words = [
        ("differ", counts["differ"], ngettext("%(n)s differs", "%(n)s differ", counts["differ"])),
        ("silent", silent, ngettext("%(n)s told by one side", "%(n)s told by one side", silent)),
        ("silent", incomparable, ngettext("%(n)s not comparable", "%(n)s not comparable", incomparable)),
        ("agree", counts["agree"], ngettext("%(n)s agrees", "%(n)s agree", counts["agree"])),
    ]
    return [{"icon": icon, "text": text % {"n": n}} for icon, n, text in words if n]


def _cell(key: str, said: Any, told: Told, only: Iterable[str]) -> Cell:
    account = told.account
    assert account.side is not None
    precision = LocationPrecision(said.precision).label if key == "place" and said and said.is_coded else ""
    return Cell(
        account.side,
        said,
        _label(said),
        [(label, code in only) for code, label in _labels(key, said)],
        str(precision),
        account.language,
    )


def _label(said: Any) -> str:
    """Return what is said in one code, in words; a side is drawn by its mark."""
    if isinstance(said, CrowdSaid):
        return str(Crowd(said.size).label)
    if isinstance(said, ActionSaid):
        return {"third": _("A third party"), "unknown": _("Not known")}.get(said.by, "")
    return ""


def _labels(key: str, said: Any) -> list[tuple[str, str]]:
    """Return the codes of what is said in several, with their labels, in the order of the vocabulary."""
    if isinstance(said, CauseSaid):
        # The cause named first leads.
        codes = [said.primary, *(code for code in Cause.values if code in said.every - {said.primary})]
        return [(code, str(Cause(code).label)) for code in codes]
    if isinstance(said, Coded):
        return [(choice.value, str(choice.label)) for choice in CODES[key] if choice.value in said.codes]
    return []


def measure_words(tolerance: Tolerance | None) -> str:
    """Return what was measured and what is allowed; empty where nothing was."""
    if tolerance is None or tolerance.measured is None or tolerance.allowed is None:
        return _by_area(tolerance)
    measured, allowed = tolerance.measured, tolerance.allowed
    if tolerance.unit == "day":
        if not measured:
            return _("The stated days overlap.")
        return ngettext("%(n)s day apart", "%(n)s days apart", measured) % {"n": measured}
    if tolerance.unit == "metre":
        values = {"apart": _together(_metres(measured)), "allowed": _together(_metres(allowed))}
        return _("Distance %(apart)s, tolerance %(allowed)s: 300 m and both precisions") % values
    if tolerance.rule != "instants" and not measured:
        return _("The time falls into what the other side states.")
    values = {"apart": minutes_words(measured), "allowed": minutes_words(allowed)}
    return _("Difference %(apart)s, tolerance %(allowed)s") % values


def _by_area(tolerance: Tolerance | None) -> str:
    if tolerance is None:
        return ""
    return {
        "segment": _("Compared by the stretch of the border."),
        "district": _("Compared by the district."),
        "region": _("Compared by the region."),
    }.get(tolerance.rule, "")


def minutes_words(minutes: int) -> str:
    """Return a length of time in the largest two units that say it."""
    return _together(_minutes(minutes))


def _together(words: str) -> str:
    """Return a quantity that is not torn from its unit at the end of a line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _minutes(minutes: int) -> str:
    if minutes < 120:
        return _("%(n)s min") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": rest} if rest else _("%(h)s h") % {"h": hours}
    days, hours = divmod(hours, 24)
    words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return f"{words} {_('%(h)s h') % {'h': hours}}" if hours else words


def _metres(metres: int) -> str:
    if metres < 1000:
        return _("%(n)s m") % {"n": metres}
    return _("%(n)s km") % {"n": kilometres(metres / 1000, get_language() or "en", places=1, most=2)}


def count_words(count: Count) -> dict[str, Any]:
    """Return a number of people for a page: the number, its bounds, who they are, and who says so."""
    return {
        "best": count.best,
        "bounds": f"{count.low}–{count.high}" if count.low != count.high else "",
        "category": "" if count.category == "unknown" else str(CasualtyCategory(count.category).label).lower(),
        "people": count.people,
        "author": count.author,
        "as_of": count.as_of,
    }


def confidence_words(told: Told) -> dict[str, Any]:
    """Return how far an account can be relied on, and why."""
    level, reasons = told.confidence
    return {"label": CONFIDENCE[level], "because": ", ".join(str(REASONS[reason]) for reason in reasons)}

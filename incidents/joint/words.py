"""The joint review in words: what moved it on, and what could be proposed where both accounts agree."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.accounts.fact_words import CODES
from incidents.codes import CasualtyCategory, Crowd, Fact
from incidents.comparison import ActionSaid, Count, FactComparison, Moment, Verdict
from incidents.comparison.sides import COUNTED
from incidents.joint.review import Change
from incidents.models import JointWording
from incidents.moments import moment_words
from incidents.wording import listed
from people.formats import long_date, on_clock
from people.models import Side, User


def what_changed(change: Change) -> str:
    """Return what a side did to the joint text, without the side and the moment."""
    fact = str(Fact(change.fact).label).lower() if change.fact else ""
    words = {
        "proposal": _("proposed words for: %(fact)s"),
        "acceptance": _("accepted the words for: %(fact)s"),
        "left_open": _("left open: %(fact)s"),
        "released": _("released version %(version)s of its account"),
        "withdrawn": _("withdrew version %(version)s of its account"),
        "joined": _("an incident with its account was joined to this one"),
        "separated": _("the incident with its account was separated from this one"),
    }[change.kind]
    return words % {"fact": fact, "version": change.version}


def change_words(change: Change, reader: User) -> str:
    """Return a change in one sentence, for a message: who, what, the words, and when on both clocks."""
    said = f"{Side.objects.get(pk=change.side).short}: {what_changed(change)}"
    if change.text:
        said += " " + _("“%(text)s”") % {"text": change.text}
    return f"{said}, {moment_words(change.at, reader.time_zone)}." if change.at else f"{said}."


def move_words(move: JointWording, reader: User) -> str:
    """Return a move in one sentence, for a message."""
    return change_words(Change(move.move, move.side_id, move.at, move.post, move.fact, text=move.text), reader)


def proposable(found: FactComparison, sides: list[Side], own_clock: str, place: str) -> str:
    """Return neutral words for a fact on which both accounts agree; empty where they must be found by people.

    `place` is the place both sides know of, in words.
    """
    if found.verdict != Verdict.AGREE:
        return ""
    if found.key == "place":
        return capfirst(place)
    if found.key in COUNTED:
        return _counts(found.a, found.b, sides)
    if found.key in {"start", "end"}:
        return _moments(found.a, found.b, own_clock)
    if found.key == "first_action":
        return _action(found.a, found.b, sides)
    if found.key == "crowd":
        return capfirst(str(Crowd(found.a.size).label)) if found.a == found.b else ""
    if found.key == "cause":
        return str(CODES["cause"](found.a.primary).label) if found.a.primary == found.b.primary else ""
    if found.key in CODES and found.a.codes == found.b.codes:
        choices = CODES[found.key]
        return listed(choice.label for choice in choices if choice.value in found.a.codes)
    return ""


def _moments(a: Moment, b: Moment, own_clock: str) -> str:
    first, last = sorted((a, b), key=lambda moment: moment.at)
    if {a.precision, b.precision} == {"minute"}:
        if first.at == last.at:
            return moment_words(first.at, own_clock)
        between = {"first": moment_words(first.at, own_clock), "last": moment_words(last.at, own_clock)}
        return _("Between %(first)s, and %(last)s") % between
    if {a.precision, b.precision} == {"day"} and a.days == b.days:
        return long_date(on_clock(a.at, a.clock).date(), get_language() or "en")
    return ""


def _action(a: ActionSaid, b: ActionSaid, sides: list[Side]) -> str:
    by = {"both": _("Both sides"), "third": _("A third party")} | {side.code: side.name for side in sides}
    who = by.get(a.by, "")
    if not who or a.by != b.by:
        return ""
    return f"{who}: {a.words}" if a.words and a.words == b.words else who


def _counts(a: tuple[Count, ...], b: tuple[Count, ...], sides: list[Side]) -> str:
    """Return the numbers both give of the same people, one beside the other and never added up."""

    def key(count: Count) -> tuple[Any, ...]:
        return (count.people, count.category, count.best, count.low, count.high)

    if sorted(map(key, a)) != sorted(map(key, b)):
        return ""
    names = {side.code: side.name for side in sides}
    said = []
    for each in sorted(a, key=key):
        words = [str(each.best) + (f" ({each.low}–{each.high})" if each.low != each.high else "")]
        if each.category != "unknown":
            words.append(str(CasualtyCategory(each.category).label).lower())
        whose = _("people of: %(side)s") % {"side": names[each.people]} if each.people in names else ""
        said.append(", ".join([" ".join(words), *([whose] if whose else [])]))
    return "; ".join(said)

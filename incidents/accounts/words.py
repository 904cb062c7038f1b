"""What one account says, question by question, in words for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from incidents.accounts.forms import coordinates_of, first_action_choices
from incidents.codes import Cause, Crowd, Damage, Force, Form, Harm, LocationPrecision, Measure, Stoppage
from incidents.models import Account
from incidents.wording import distance_words, listed
from people.models import Side


@dataclass(frozen=True)
class Fact:
    """One fact: its name, and a moment, or coded words and words of the side."""

    label: str
    coded: str = ""
    words: str = ""
    at: datetime | None = None
    # Of a moment: how exactly it is known.
    precision: str = "minute"


def facts_of(account: Account, sides: Iterable[Side], *, is_own: bool) -> list[Fact]:
    """Return what an account states, in the order of its form; what it is silent on is left out."""
    every = [*_times(account), *_place(account), *_course(account, sides), *_after(account)]
    if account.severity_reason and (is_own or account.side_id is None):
        # Of a public source it is what the one who mapped it noted.
        label = _("Why the level is higher than proposed") if account.side_id else _("Note")
        every.append(Fact(label, words=account.severity_reason))
    return [fact for fact in every if fact.at or fact.coded or fact.words]


def _times(account: Account) -> list[Fact]:
    precision = account.time_precision or "minute"
    return [
        Fact(_("Began"), at=account.occurred_at, precision=precision),
        Fact(_("Ended"), at=account.occurred_until, precision=precision),
        Fact(_("Became known"), at=account.known_at),
    ]


def _place(account: Account) -> list[Fact]:
    point = ""
    if account.location is not None:
        parts = [coordinates_of(account.location)]
        if account.location_precision:
            parts.append(str(LocationPrecision(account.location_precision).label))
        if account.distance_m is not None:
            parts.append(distance_words(account.distance_m, exact=True))
        point = ". ".join(parts)
    return [
        Fact(_("Exact place") if account.side_id else _("Place on the map"), point),
        Fact(_("Place, in words"), words=account.place_text),
        Fact(_("Map relied on"), words=account.map_relied_on),
    ]


def _course(account: Account, sides: Iterable[Side]) -> list[Fact]:
    others = [Cause(code).label for code in account.causes if code != account.cause]
    first = dict(first_action_choices(sides))
    stopped = "" if account.stoppage == Stoppage.UNKNOWN else str(Stoppage(account.stoppage).label)
    return [
        Fact(_("Cause"), str(Cause(account.cause).label) if account.cause else ""),
        Fact(_("Other causes"), listed(others) if others else ""),
        Fact(_("Who acted first"), str(first.get(account.first_action_by, "")), account.first_action),
        _listed(_("What happened"), Form, account.forms),
        Fact(_("How many people"), str(Crowd(account.crowd).label) if account.crowd else ""),
        Fact(_("Road or water stopped"), stopped),
        _listed(_("Forces and means"), Force, account.forces, account.forces_note),
    ]


def _after(account: Account) -> list[Fact]:
    harm = "" if account.harm == Harm.UNKNOWN or not account.side_id else str(Harm(account.harm).label)
    return [
        Fact(_("People harmed"), harm),
        _listed(_("Damage"), Damage, account.damage, account.damage_note),
        _listed(_("Measures taken"), Measure, account.measures, account.measures_note),
    ]


def _listed(label: str, choices: Any, codes: list[str], words: str = "") -> Fact:
    return Fact(label, listed(choices(code).label for code in codes) if codes else "", words)

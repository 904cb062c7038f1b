"""Severity proposed from coded answers: the highest rule met decides (DOMAIN 2.1)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from incidents.codes import Crowd, Form, Harm, Severity, Stoppage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Proposal:
    """A proposed level, and the answers that led to it, in words."""

    level: Severity
    reasons: tuple[str, ...]


def _rules(forms: set[str], crowd: str, harm: str, stoppage: str) -> "list[tuple[Severity, bool, StrOrPromise]]":
    """Return every rule with whether it is met. Read from the top; a level's rules stand together."""
    stopped = Form.BLOCKADE in forms
    return [
        (Severity.ARMED_CONFLICT, Form.HEAVY_WEAPONS in forms, Form.HEAVY_WEAPONS.label),
        (Severity.ARMED_CONFLICT, harm == Harm.KILLED_3, Harm.KILLED_3.label),
        (Severity.ARMED_INCIDENT, Form.SMALL_ARMS in forms, Form.SMALL_ARMS.label),
        (Severity.ARMED_INCIDENT, Form.WARNING_SHOTS in forms, Form.WARNING_SHOTS.label),
        (Severity.ARMED_INCIDENT, Form.FACILITY_SEIZED in forms, Form.FACILITY_SEIZED.label),
        (Severity.ARMED_INCIDENT, harm == Harm.KILLED_1_2, Harm.KILLED_1_2.label),
        (Severity.ARMED_INCIDENT, harm == Harm.INJURED_5, Harm.INJURED_5.label),
        (Severity.CLASH, Form.STONE_THROWING in forms, Form.STONE_THROWING.label),
        (Severity.CLASH, Form.BRAWL in forms, Form.BRAWL.label),
        (Severity.CLASH, Form.ARSON in forms, Form.ARSON.label),
        (Severity.CLASH, Form.WEAPONS_READIED in forms, Form.WEAPONS_READIED.label),
        (Severity.CLASH, Form.FORCES_MOVED in forms, Form.FORCES_MOVED.label),
        (Severity.CLASH, harm == Harm.INJURED_1_4, Harm.INJURED_1_4.label),
        (Severity.CLASH, crowd in {Crowd.FROM_50_TO_200, Crowd.FROM_200_TO_1000, Crowd.OVER_1000}, _("over 50 people")),
        (Severity.CLASH, stopped and stoppage == Stoppage.FROM_2_HOURS, _("road or water stopped 2 hours or more")),
        (Severity.TENSION, crowd == Crowd.FROM_10_TO_50, _("10 to 50 people")),
        (Severity.TENSION, stopped, Form.BLOCKADE.label),
        (Severity.TENSION, Form.DETENTION in forms, Form.DETENTION.label),
        (Severity.TENSION, Form.PROPERTY_DAMAGE in forms, Form.PROPERTY_DAMAGE.label),
        (Severity.TENSION, Form.CROSSING_REPORTED in forms, Form.CROSSING_REPORTED.label),
        (Severity.TENSION, Form.ACCIDENT in forms, Form.ACCIDENT.label),
    ]


def propose(
    *, forms: Collection[str], crowd: str = Crowd.UNKNOWN, harm: str = Harm.UNKNOWN, stoppage: str = Stoppage.UNKNOWN
) -> Proposal:
    """Return the highest level whose rule is met, with the answers that met it; 1 where none is."""
    met = [(level, reason) for level, is_met, reason in _rules(set(forms), crowd, harm, stoppage) if is_met]
    if not met:
        return Proposal(Severity.DISPUTE, ())
    highest = max(level for level, _reason in met)
    return Proposal(highest, tuple(str(reason) for level, reason in met if level == highest))

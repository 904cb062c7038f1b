"""Two accounts of one incident, fact by fact: where they agree, where they differ, where one is silent.

Pure: no database, no clock, no reader. `compare(b, a)` is the mirror of `compare(a, b)`, and no number of one
side is ever added to a number of the other, nor are the rows of one side added up.
"""

from incidents.comparison.said import ActionSaid, CauseSaid, Coded, Count, CrowdSaid, Facts, Moment, PlaceSaid
from incidents.comparison.sides import FACTS, METRES, MINUTES, compare, differences_first, tally
from incidents.comparison.verdicts import FactComparison, Note, Tolerance, Verdict

__all__ = [
    "FACTS",
    "METRES",
    "MINUTES",
    "ActionSaid",
    "CauseSaid",
    "Coded",
    "Count",
    "CrowdSaid",
    "FactComparison",
    "Facts",
    "Moment",
    "Note",
    "PlaceSaid",
    "Tolerance",
    "Verdict",
    "compare",
    "differences_first",
    "tally",
]

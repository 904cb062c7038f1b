from .account import Account, Casualty, Source
from .draft import IncidentDraft
from .incident import Incident
from .numbers import NumberSeries
from .timeline import EntryKind, TimelineEntry

__all__ = [
    "Account",
    "Casualty",
    "EntryKind",
    "Incident",
    "IncidentDraft",
    "NumberSeries",
    "Source",
    "TimelineEntry",
]

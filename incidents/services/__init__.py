from .edit import change_facts
from .handling import acknowledge_incident, release_account, submit_incident
from .report import compose_report, report_incident

__all__ = [
    "acknowledge_incident",
    "change_facts",
    "compose_report",
    "release_account",
    "report_incident",
    "submit_incident",
]

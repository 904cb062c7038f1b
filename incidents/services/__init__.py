from .accounts import write_account
from .edit import change_facts
from .handling import acknowledge_incident, submit_incident
from .releasing import (
    open_account_to_partners,
    release_account,
    submit_account,
    verify_account,
    withdraw_account,
)
from .report import compose_report, report_incident

__all__ = [
    "acknowledge_incident",
    "change_facts",
    "compose_report",
    "open_account_to_partners",
    "release_account",
    "report_incident",
    "submit_account",
    "submit_incident",
    "verify_account",
    "withdraw_account",
    "write_account",
]

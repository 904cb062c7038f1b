from .accounts import write_account
from .edit import change_facts
from .handling import acknowledge_incident, submit_incident
from .joining import end_link, join_as_account, join_incidents, link_incidents, separate
from .releasing import (
    open_account_to_partners,
    release_account,
    submit_account,
    verify_account,
    withdraw_account,
)
from .report import compose_report, report_incident
from .requests import answer, ask
from .thread import write_entry

__all__ = [
    "acknowledge_incident",
    "answer",
    "ask",
    "change_facts",
    "compose_report",
    "end_link",
    "join_as_account",
    "join_incidents",
    "link_incidents",
    "open_account_to_partners",
    "release_account",
    "report_incident",
    "separate",
    "submit_account",
    "submit_incident",
    "verify_account",
    "withdraw_account",
    "write_account",
    "write_entry",
]

from .accounts import write_account
from .closing import close_incident, localise_incident, reopen_incident, say_not_confirmed
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
from .review import begin_review, sign_joint_account, word_fact
from .thread import write_entry
from .widening import widen_incident

__all__ = [
    "acknowledge_incident",
    "answer",
    "ask",
    "begin_review",
    "change_facts",
    "close_incident",
    "compose_report",
    "end_link",
    "join_as_account",
    "join_incidents",
    "link_incidents",
    "localise_incident",
    "open_account_to_partners",
    "release_account",
    "reopen_incident",
    "report_incident",
    "say_not_confirmed",
    "separate",
    "sign_joint_account",
    "submit_account",
    "submit_incident",
    "verify_account",
    "widen_incident",
    "withdraw_account",
    "word_fact",
    "write_account",
    "write_entry",
]

"""The tables of status changes: read by the services, and by the triggers that the database runs."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.codes import AccountState, Status


@dataclass(frozen=True)
class Change:
    """One verb: from which statuses it may start, and where it leads."""

    verb: str
    start: tuple[Status, ...]
    end: Status


CHANGES = (
    Change("acknowledge", (Status.SIGNAL, Status.REOPENED), Status.ACKNOWLEDGED),
    Change("begin_localising", (Status.ACKNOWLEDGED,), Status.LOCALISING),
    Change("localise", (Status.ACKNOWLEDGED, Status.LOCALISING), Status.LOCALISED),
    # A joint account that changes after it was signed is under review again.
    Change("review", (Status.LOCALISED, Status.AGREED, Status.DISAGREED), Status.UNDER_REVIEW),
    Change("agree", (Status.UNDER_REVIEW,), Status.AGREED),
    Change("disagree", (Status.UNDER_REVIEW,), Status.DISAGREED),
    # One side closes for itself; with the other's word it is closed by both.
    Change("close", (Status.CLOSED_BY_ONE,), Status.CLOSED),
    # From a review, too: a side that never signs holds up nobody.
    Change(
        "close_alone",
        (Status.LOCALISED, Status.UNDER_REVIEW, Status.AGREED, Status.DISAGREED),
        Status.CLOSED_BY_ONE,
    ),
    Change("not_confirm", (Status.SIGNAL, Status.ACKNOWLEDGED, Status.REOPENED), Status.NOT_CONFIRMED),
    Change(
        "join",
        (Status.SIGNAL, Status.ACKNOWLEDGED, Status.LOCALISING, Status.LOCALISED, Status.REOPENED),
        Status.JOINED,
    ),
    Change("reopen", (Status.CLOSED, Status.CLOSED_BY_ONE, Status.NOT_CONFIRMED, Status.JOINED), Status.REOPENED),
)
BY_VERB = {change.verb: change for change in CHANGES}
PAIRS = sorted({(str(start.value), str(change.end.value)) for change in CHANGES for start in change.start})

# Nothing more is awaited of anybody.
SETTLED = (Status.CLOSED, Status.CLOSED_BY_ONE, Status.NOT_CONFIRMED, Status.JOINED)

# The versions of an account that are still written; the others are frozen.
WORKING = (AccountState.DRAFT, AccountState.SUBMITTED, AccountState.VERIFIED)
# The own side's review of its account, apart from where the incident stands between the sides.
ACCOUNT_CHANGES: dict[str, tuple[tuple[AccountState, ...], AccountState]] = {
    "edit": ((AccountState.SUBMITTED, AccountState.VERIFIED), AccountState.DRAFT),
    "submit": ((AccountState.DRAFT,), AccountState.SUBMITTED),
    "verify": ((AccountState.SUBMITTED,), AccountState.VERIFIED),
    "release": (WORKING, AccountState.RELEASED),
    "revise": ((AccountState.RELEASED,), AccountState.REVISED),
    "withdraw": ((AccountState.RELEASED,), AccountState.WITHDRAWN),
}
ACCOUNT_PAIRS = sorted({(str(a.value), str(end.value)) for starts, end in ACCOUNT_CHANGES.values() for a in starts})


class StatusForbidsVerb(ValidationError):
    """The verb cannot start from the status the incident is in."""

    status_code = 409
    problem_code = "status_forbids_verb"


def next_status(verb: str, status: str) -> Status:
    """Return where a verb leads from a status.

    :raises StatusForbidsVerb: if it cannot start there.
    """
    change = BY_VERB[verb]
    if status not in change.start:
        label = Status(status).label
        raise StatusForbidsVerb(_("This cannot be done while the status is “%(status)s”.") % {"status": label})
    return change.end


def next_account_state(verb: str, state: str) -> AccountState:
    """Return where a verb leads one version of an account.

    :raises StatusForbidsVerb: if it cannot start there.
    """
    starts, end = ACCOUNT_CHANGES[verb]
    if state not in starts:
        label = AccountState(state).label
        raise StatusForbidsVerb(_("This cannot be done while the account is “%(state)s”.") % {"state": label})
    return end


def is_possible(verb: str, status: str) -> bool:
    return status in BY_VERB[verb].start

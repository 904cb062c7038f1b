"""The one table of status changes: read by the services, and by the trigger that the database runs."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.codes import Status


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
    Change("review", (Status.LOCALISED,), Status.UNDER_REVIEW),
    Change("agree", (Status.UNDER_REVIEW,), Status.AGREED),
    Change("disagree", (Status.UNDER_REVIEW,), Status.DISAGREED),
    Change("close", (Status.LOCALISED, Status.AGREED, Status.DISAGREED, Status.CLOSED_BY_ONE), Status.CLOSED),
    Change("close_alone", (Status.LOCALISED, Status.AGREED, Status.DISAGREED), Status.CLOSED_BY_ONE),
    Change("not_confirm", (Status.SIGNAL, Status.ACKNOWLEDGED), Status.NOT_CONFIRMED),
    Change("join", (Status.SIGNAL, Status.ACKNOWLEDGED), Status.JOINED),
    Change("reopen", (Status.CLOSED, Status.CLOSED_BY_ONE, Status.NOT_CONFIRMED, Status.JOINED), Status.REOPENED),
)
BY_VERB = {change.verb: change for change in CHANGES}
PAIRS = sorted({(str(start.value), str(change.end.value)) for change in CHANGES for start in change.start})

# Nothing more is awaited of anybody.
SETTLED = (Status.CLOSED, Status.CLOSED_BY_ONE, Status.NOT_CONFIRMED, Status.JOINED)


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


def is_possible(verb: str, status: str) -> bool:
    return status in BY_VERB[verb].start

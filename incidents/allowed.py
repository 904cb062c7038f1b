"""Which verbs a reader may use on an incident now; the services check the same again, under the lock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from incidents.codes import Status, Visibility
from incidents.progress import CLOSED_FROM, REOPENED_FROM
from incidents.workflow import is_possible

if TYPE_CHECKING:
    from incidents.reading import Reading


def allowed_actions(read: Reading) -> list[str]:
    """Return the verbs in the order of the work."""
    reader, incident = read.reader, read.incident
    is_reporting_side = reader.side_id is not None and reader.side_id == incident.side_id
    if not incident.is_shared:
        return ["submit"] if reader.speaks_for_a_side and is_reporting_side else []
    if not reader.represents_a_side:
        return []
    is_unreleased = read.is_own and read.account is not None and read.account.released_at is None
    release = ["release"] if is_unreleased else []
    if incident.side_id is None:
        # What public sources tell is nobody's to handle.
        return release
    now = timezone.now()
    before = [verb for verb in ("acknowledge", "localise") if _may_move(verb, read, now)]
    after = [verb for verb in ("review", "close", "reopen") if _may_move(verb, read, now)]
    not_confirm = is_reporting_side and is_possible("not_confirm", incident.status)
    return [
        *before,
        *release,
        *after,
        *(["not_confirm"] if not_confirm else []),
        *(["widen"] if may_widen_to(read) else []),
    ]


def _may_move(verb: str, read: Reading, now: datetime) -> bool:
    status, progress, own = read.incident.status, read.progress, read.reader.side_id
    if verb == "localise":
        silence_from = progress.silence_from
        return status == Status.ACKNOWLEDGED or (
            status == Status.LOCALISING
            and (progress.confirmed_by != own or (silence_from is not None and silence_from <= now))
        )
    if verb == "review":
        return status == Status.LOCALISED and len(progress.released) == 2
    if verb == "close":
        return status in CLOSED_FROM or (status == Status.CLOSED_BY_ONE and progress.closed_by != own)
    if verb == "reopen":
        until = progress.reopened_until
        return status in REOPENED_FROM and until is not None and now < until
    return is_possible(verb, status)


def may_widen_to(read: Reading) -> list[str]:
    """Return the visibilities a representative of a side may open the incident to, or agree to open it to."""
    incident, own = read.incident, read.reader.side_id
    if not (read.reader.represents_a_side and incident.is_shared and incident.side_id is not None):
        return []
    targets = []
    if incident.visibility == Visibility.BOTH and incident.side_id == own:
        targets.append(str(Visibility.LOCAL.value))
    if incident.visibility != Visibility.PUBLIC and own not in read.progress.opened_by:
        targets.append(str(Visibility.PUBLIC.value))
    return targets

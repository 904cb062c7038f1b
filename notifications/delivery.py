"""Sending what is due: claim a row, commit, send, write down what came of it.

Any number of copies may run at once. A row is claimed by a lease on the database's clock; whoever dies while
sending loses the lease, and the row is due again. So nothing is lost, and a crash repeats one message at most.
"""

import logging
import random
import time
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, Value, When

from notifications import links
from notifications.clock import ClockTimestamp, database_now
from notifications.models import ContactKind, DeliveryAttempt, Notification, Outcome, State
from notifications.querysets import NotificationQuerySet
from notifications.transports import TRANSPORTS
from notifications.transports.base import Envelope, Result
from people.actors import DELIVERY, acting_as

logger = logging.getLogger(__name__)

# Three times what the slowest transport may take.
LEASE = timedelta(seconds=60)
# Waits after the first failures; then 300 s, a fifth more or less, so that many rows do not come back at once.
BACKOFF_S = (10, 30, 60, 120, 300)
# No new row is begun after this, so that a task ends before its time limit.
LONGEST_PASS_S = 30

REACHED = (State.SENT, State.DELIVERED)


def deliver_due(*, channel: str | None = None, limit: int = 500) -> int:
    """Send what is due now, gravest first, and return how many rows were handled.

    Without a channel, each is served in turn; the loop gives each a thread of its own, so that none waits.
    """
    ends = time.monotonic() + LONGEST_PASS_S
    handled = 0
    for each in [channel] if channel is not None else list(TRANSPORTS):
        while handled < limit and time.monotonic() < ends:
            notification = claim(each)
            if notification is None:
                break
            attempt(notification)
            handled += 1
    return handled


def claim(channel: str) -> Notification | None:
    """Take the gravest due row of a channel for 60 s, and commit that before anything is sent."""
    with acting_as(DELIVERY):
        due = (
            Notification.objects.due(channel)
            .select_related("contact_point", "recipient__user")
            .select_for_update(skip_locked=True, of=("self",))
        )
        notification: Notification | None = due.first()
        if notification is None:
            return None
        notification.lease_token = uuid.uuid4()
        Notification.objects.filter(pk=notification.pk).update(
            state=State.LEASED,
            lease_token=notification.lease_token,
            lease_until=ClockTimestamp() + LEASE,
            attempts=F("attempts") + 1,
        )
        notification.attempts += 1
    return notification


def attempt(notification: Notification) -> None:
    """Send a claimed row and complete it."""
    with acting_as(DELIVERY):
        started_at = database_now()
    withdrawn = _why_not(notification, started_at)
    result = Result.permanent("withdrawn", withdrawn) if withdrawn else _send(notification)
    complete(notification, result, started_at, skipped=bool(withdrawn))


def _why_not(notification: Notification, now: datetime) -> str:
    """Say why the recipient is not to be told here any more, if so."""
    if not notification.recipient.is_active(now.date()):
        return "The recipient has left the roster."
    if notification.contact_point.verified_at is None:
        return "The contact point is not verified any more."
    return ""


def _send(notification: Notification) -> Result:
    transport = TRANSPORTS[notification.channel]
    try:
        return transport.send(
            Envelope(
                id=notification.pk,
                address=notification.contact_point.address,
                secret=notification.contact_point.secret,
                language=notification.language,
                severity=notification.severity,
                side=notification.side_id,
                subject=notification.subject,
                body=notification.body,
                page_url=f"{settings.PUBLIC_URL}{notification.path}",
                answer_url=links.answer_url(notification),
            )
        )
    except Exception as error:  # noqa: BLE001
        # One row that breaks a transport must not stop the others. The trace could carry an address: its name only.
        logger.error("transport_broke channel=%s error=%s", notification.channel, type(error).__name__)
        return Result.temporary("error", "The message could not be prepared.")


def complete(notification: Notification, result: Result, started_at: datetime, *, skipped: bool = False) -> None:
    """Write down an attempt; the row changes only while the lease is still this one's."""
    with acting_as(DELIVERY):
        # First the row, then what depends on it: a lost lease means that another copy decides.
        DeliveryAttempt.objects.bulk_create(
            [
                DeliveryAttempt(
                    notification=notification,
                    side_id=notification.side_id,
                    started_at=started_at,
                    finished_at=ClockTimestamp(),
                    outcome=result.outcome,
                    code=result.code,
                    reason=result.reason,
                )
            ]
        )
        mine = Notification.objects.filter(pk=notification.pk, state=State.LEASED, lease_token=notification.lease_token)
        free = {"lease_token": None, "lease_until": None}
        if result.outcome == Outcome.SUCCESS:
            mine.update(state=TRANSPORTS[notification.channel].success_state, sent_at=ClockTimestamp(), **free)
        elif result.outcome == Outcome.TEMPORARY and _try_again(mine, notification, result, free):
            pass
        else:
            state = _final_state(notification, result, skipped)
            if mine.update(state=state, **free):
                _hand_on(notification, result, state)


def _try_again(mine: NotificationQuerySet, notification: Notification, result: Result, free: dict[str, None]) -> bool:
    """Put a row back to wait, unless its time is up; say whether that was decided."""
    wait = timedelta(seconds=max(backoff_s(notification.attempts), result.retry_after_s or 0))
    return bool(
        mine.filter(give_up_at__gt=ClockTimestamp()).update(
            # Answered meanwhile, on another channel: nobody waits for this one.
            state=Case(When(answered_at__isnull=True, then=Value(State.PENDING)), default=Value(State.CANCELLED)),
            due_at=ClockTimestamp() + wait,
            **free,
        )
    )


def backoff_s(attempts: int) -> float:
    """Return how long to wait after so many failures: 10, 30, 60, 120, 300 s, then about 300."""
    if attempts <= len(BACKOFF_S):
        return BACKOFF_S[attempts - 1]
    return 300 * random.uniform(0.8, 1.2)  # noqa: S311


def _others(notification: Notification) -> NotificationQuerySet:
    """The recipient's other ways that wake somebody; the inbox does not."""
    return Notification.objects.beside(notification).exclude(channel=ContactKind.IN_APP)


def _final_state(notification: Notification, result: Result, skipped: bool) -> State:
    if skipped:
        return State.SKIPPED
    if result.outcome == Outcome.TEMPORARY:
        return State.DEAD
    hopeful = _others(notification).filter(state__in=[State.PENDING, State.LEASED, *REACHED])
    return State.FAILED if hopeful.exists() else State.DEAD


def _hand_on(notification: Notification, result: Result, state: State) -> None:
    """Make the recipient's next way due at once, and say aloud what was not delivered."""
    waiting = _others(notification).filter(state=State.PENDING).update(due_at=ClockTimestamp())
    if state == State.DEAD or (state == State.SKIPPED and not waiting):
        logger.error(
            "notification_not_delivered notification=%s side=%s channel=%s state=%s code=%s",
            notification.pk,
            notification.side_id,
            notification.channel,
            state,
            result.code,
        )

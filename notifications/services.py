"""Verbs of the outbox: telling, and taking an answer."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import answers, tasks
from notifications.clock import ClockTimestamp, StatementClock, database_now
from notifications.message import Message
from notifications.models import (
    Acknowledgement,
    Alert,
    AnswerKind,
    ContactKind,
    ContactPoint,
    Notification,
    Representative,
    State,
    Via,
)
from notifications.models.outbox import LONGEST_ETA_MIN
from notifications.recipients import recipients_of
from people.actors import ALERTING, acting_as, actor_for
from people.models import Role, Side, User
from segments.models import Sector

logger = logging.getLogger(__name__)

# How long a channel that fails for now is tried again.
PATIENCE = timedelta(hours=4)
# What the delivery loop listens to: a committed alert wakes it without any broker.
WAKE_CHANNEL = "bordertrack_due"

Render = Callable[[str], Message]


class UnknownAnswer(ValidationError):
    """An answer is one of seen, going, on site, cannot."""


class ArrivalWithoutGoing(ValidationError):
    """Minutes until arrival belong to the answer "going", from 0 to a day."""


class AnsweredDifferently(ValidationError):
    """The same answer was given before with another arrival time; what was said stays."""


class NotTheRecipient(ValidationError):
    """Only the recipient answers, or a deputy or administrator of the same side."""

    status_code = 403


def raise_alert(
    *,
    key: str,
    kind: str,
    severity: int,
    sector: Sector | None,
    sides: Iterable[Side | str],
    render: Render,
    path: str,
    side: Side | str | None,
    visibility: str,
    origin: str,
) -> None:
    """Queue one message per contact point of those who answer for the sector on `sides`.

    The rows are written in the caller's transaction: they exist if and only if what they tell of does.
    `render(language)` is called once per language. Raising a key again does nothing. Nothing is returned,
    so that the caller cannot learn whom the other side tells.
    """
    codes = sorted({each.pk if isinstance(each, Side) else each for each in sides})
    raised_by = side.pk if isinstance(side, Side) else side
    with acting_as(ALERTING):
        now = database_now()
        alert = Alert(
            key=key,
            kind=kind,
            severity=severity,
            sector=sector,
            side_id=raised_by,
            visibility=visibility,
            origin=origin,
            path=path,
            created_at=now,
        )
        points_by_side = {code: _contact_points(code, sector, now) for code in codes}
        alert.untold_sides = [code for code, points in points_by_side.items() if not points]
        Alert.objects.bulk_create([alert], ignore_conflicts=True)
        if not Alert.objects.filter(pk=alert.pk).exists():
            return
        for code in alert.untold_sides:
            logger.error("alert_without_recipient side=%s alert=%s", code, alert.pk)
        points = [point for of_side in points_by_side.values() for point in of_side]
        messages: dict[str, Message] = {}
        rows = []
        for point in points:
            language = point.representative.language
            if language not in messages:
                messages[language] = _render(render, language, alert)
            message = messages[language]
            rows.append(
                Notification(
                    alert=alert,
                    side_id=point.side_id,
                    recipient=point.representative,
                    contact_point=point,
                    channel=point.kind,
                    severity=severity,
                    language=language,
                    subject=message.subject,
                    body=message.body,
                    path=path,
                    created_at=now,
                    due_at=now,
                    give_up_at=now + PATIENCE,
                )
            )
        Notification.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
        with connection.cursor() as cursor:
            # Delivered at commit, and not at all if there is none.
            cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])
    # Only speeds things up: the rows are the promise. A hook that fails must not fail the request.
    transaction.on_commit(tasks.nudge, robust=True)


def _contact_points(side: str, sector: Sector | None, now: datetime) -> list[ContactPoint]:
    told: list[Representative] = recipients_of(side=side, sector=sector, on=now.date())
    return list(
        ContactPoint.objects.verified()
        .filter(representative__in=told)
        .select_related("representative__user")
        .order_by("representative", "priority", "pk")
    )


def _render(render: Render, language: str, alert: Alert) -> Message:
    try:
        # A savepoint: a query that fails while rendering must not take the report down with it.
        with transaction.atomic(), translation.override(language):
            return render(language).bounded()
    except Exception:
        # Told badly is better than not told: the number and the link remain.
        logger.exception("alert_not_rendered alert=%s language=%s", alert.pk, language)
        return Message(str(alert.severity))


@transaction.atomic
def acknowledge(
    *, notification: Notification, kind: str, via: str, by: User | None = None, eta_min: int | None = None
) -> Acknowledgement:
    """Record a recipient's answer, once per kind; the same answer again returns the first.

    The recipient's other messages of the same alert that still wait are no longer needed.

    :raises UnknownAnswer: if `kind` is none of `AnswerKind`.
    :raises ArrivalWithoutGoing: if `eta_min` is out of range or the answer is not "going".
    :raises AnsweredDifferently: if "going" was answered before with another `eta_min`.
    :raises NotTheRecipient: if `by` may not answer for the recipient.
    """
    if kind not in AnswerKind.values:
        raise UnknownAnswer({"kind": [_("Choose one of the four answers.")]})
    if eta_min is not None and (kind != AnswerKind.GOING or not 0 <= eta_min <= LONGEST_ETA_MIN):
        raise ArrivalWithoutGoing({"eta_min": [_("Give 0 to 1440 minutes, with the answer Going only.")]})
    if via != Via.LINK and not _may_answer(by, notification):
        raise NotTheRecipient(_("Only the recipient may answer."))
    answer = Acknowledgement(
        notification=notification,
        side_id=notification.side_id,
        by=by,
        via=via,
        kind=kind,
        eta_min=eta_min,
        at=ClockTimestamp(),
    )
    is_new = not Acknowledgement.objects.filter(notification=notification, kind=kind).exists()
    # Two answers at once: the database keeps the first, and both are told that one.
    Acknowledgement.objects.bulk_create([answer], ignore_conflicts=True)
    kept = Acknowledgement.objects.get(notification=notification, kind=kind)
    if kept.eta_min != eta_min:
        raise AnsweredDifferently({"eta_min": [_("You have answered this before, with another time.")]})
    told = Notification.objects.filter(alert=notification.alert_id, recipient=notification.recipient_id)
    told.update(
        answered_at=Coalesce(F("answered_at"), StatementClock()), read_at=Coalesce(F("read_at"), StatementClock())
    )
    told.filter(state=State.PENDING).exclude(channel=ContactKind.IN_APP).update(state=State.CANCELLED)
    if is_new:
        _pass_on(kept, notification)
    return kept


def _pass_on(answer: Acknowledgement, notification: Notification) -> None:
    """Tell the one who raised the alert, as the recipient: by link nobody is signed in."""
    recipient = notification.recipient.user
    with acting_as(actor_for(recipient)):
        alert = Alert.objects.filter(pk=notification.alert_id).first()
        if alert is not None:
            answers.tell(alert, answer, recipient)


def _may_answer(by: User | None, notification: Notification) -> bool:
    if by is None:
        return False
    if by.pk == notification.recipient.user_id:
        return True
    return by.side_id == notification.side_id and by.role in {Role.DEPUTY, Role.ADMINISTRATOR}


def mark_read(*, notifications: Iterable[Notification]) -> None:
    """Record that the recipient has seen these messages; the first time counts."""
    ids = [notification.pk for notification in notifications]
    Notification.objects.filter(pk__in=ids, read_at=None).update(read_at=StatementClock())

"""Which times can be."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.errors import OccurredInTheFuture

CLOCK_SKEW = timedelta(minutes=15)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def check_moment(field: str, moment: datetime | None, now: datetime) -> None:
    """Refuse a moment that cannot be stated; the message stands at its field. None is not stated.

    :raises OccurredInTheFuture: if it is over 15 minutes ahead.
    """
    if moment is None:
        return
    if moment > now + CLOCK_SKEW:
        raise OccurredInTheFuture({field: [_("This time is in the future.")]})
    if moment < EARLIEST:
        raise ValidationError({field: [_("This time is before 1900.")]})


def check_times(occurred_at: datetime, occurred_until: datetime | None, now: datetime) -> None:
    """Refuse a start and an end that cannot be.

    :raises OccurredInTheFuture: if the start or the end is over 15 minutes ahead.
    """
    check_moment("occurred_at", occurred_at, now)
    if occurred_until is not None and occurred_until < occurred_at:
        raise ValidationError({"occurred_until": [_("The end is before the start.")]})
    check_moment("occurred_until", occurred_until, now)

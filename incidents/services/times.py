"""Which times can be."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.errors import OccurredInTheFuture

CLOCK_SKEW = timedelta(minutes=15)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def check_times(occurred_at: datetime, occurred_until: datetime | None, now: datetime) -> None:
    """Refuse times that cannot be.

    :raises OccurredInTheFuture: if the start or the end is over 15 minutes ahead.
    """
    for field, moment in (("occurred_at", occurred_at), ("occurred_until", occurred_until)):
        if moment is not None and moment > now + CLOCK_SKEW:
            raise OccurredInTheFuture({field: [_("This time is in the future.")]})
    if occurred_at < EARLIEST:
        raise ValidationError({"occurred_at": [_("This time is before 1900.")]})
    if occurred_until is not None and occurred_until < occurred_at:
        raise ValidationError({"occurred_until": [_("The end is before the start.")]})

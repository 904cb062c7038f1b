"""Moments inside sentences, where no markup can stand: on both clocks, as everywhere."""

from datetime import datetime

from django.utils.translation import get_language

from people.formats import hour_and_minute, on_clock, short_date
from people.models import Clock


def moment_words(at: datetime, own_clock: str) -> str:
    """Return a moment on both clocks, the reader's own first: 27 Jan 2022, 18:15 Bishkek / 17:15 Dushanbe."""
    shown_day, parts = None, []
    for zone in [own_clock, *(zone for zone in Clock.values if zone != own_clock)]:
        local = on_clock(at, zone)
        day = "" if local.date() == shown_day else f"{short_date(local.date(), get_language() or 'en')}, "
        parts.append(f"{day}{hour_and_minute(local)} {Clock(zone).label}")
        shown_day = local.date()
    return " / ".join(parts)

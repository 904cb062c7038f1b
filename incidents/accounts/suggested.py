"""What a page before the form suggests: the time and place that a picture carries."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from incidents.coordinates import LONGEST, parse_coordinates
from people.formats import on_clock
from people.models import User


def suggested_answers(query: QueryDict, user: User) -> dict[str, Any]:
    """Return answers of the account's form from `occurred_at` and `location` (latitude, longitude) of an address.

    What cannot be read suggests nothing. A time without an offset is on the clock of the writer's side.
    """
    return {**_time(query.get("occurred_at", ""), user), **_place(query.get("location", ""))}


def _time(text: str, user: User) -> dict[str, Any]:
    zone = user.side.time_zone if user.side else user.time_zone
    try:
        moment: datetime | None = parse_datetime(text.replace(" ", "+"))
        if moment is None:
            return {}
        local = on_clock(moment, zone) if moment.tzinfo else moment
        local.timestamp()
    except (ValueError, OverflowError):
        return {}
    if not 1900 <= local.year <= timezone.now().year:
        return {}
    return {"on_date": f"{local:%Y-%m-%d}", "at_time": f"{local:%H:%M}", "clock": zone}


def _place(text: str) -> dict[str, Any]:
    if not text or len(text) > LONGEST:
        return {}
    try:
        lon, lat = parse_coordinates(text)
    except ValidationError:
        return {}
    return {"place_by": "point", "coordinates": f"{lat:.5f}, {lon:.5f}", "location_precision": None}

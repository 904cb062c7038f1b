"""What every page frame shows: both clocks, the reader's own first."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from people.models import Clock


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the two clocks, own zone first, and the moment they show."""
    user = getattr(request, "user", None)
    own = getattr(user, "time_zone", Clock.BISHKEK)
    other = Clock.DUSHANBE if own == Clock.BISHKEK else Clock.BISHKEK
    return {"now": timezone.now(), "own_clock": own, "other_clock": other}

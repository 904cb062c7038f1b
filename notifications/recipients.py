"""Whom a side tells."""

from datetime import date

from notifications.models import Representative
from people.models import Role
from segments.models import Sector


def recipients_of(*, side: str, sector: Sector | None, on: date) -> list[Representative]:
    """Return who answers for a sector on a side: never nobody while the side has anybody who can be reached.

    First the representatives and deputies of the sector, else any of the side, else its chief.
    """
    reachable = Representative.objects.filter(side=side).active(on).reachable()
    answering = reachable.exclude(role=Role.CHIEF)
    steps = [answering, reachable]
    if sector is not None:
        steps.insert(0, answering.of_sector(sector))
    for step in steps:
        found = list(step)
        if found:
            return found
    return []

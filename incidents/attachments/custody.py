"""Through whose hands a file went, as far as a reader may know of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from incidents.models import Attachment, CustodyEntry
from incidents.querysets import SHARED
from people.actors import actor_for
from people.models import User


def custody_of(files: Iterable[Attachment], reader: User) -> dict[Any, list[CustodyEntry]]:
    """Return the steps of each file by its id, oldest first: the own side's, and those both sides may know."""
    side = actor_for(reader).side
    readable = Q(visibility__in=SHARED)
    if side:
        readable |= Q(side=side)
    entries = CustodyEntry.objects.filter(readable, attachment__in=[file.pk for file in files])
    found: dict[Any, list[CustodyEntry]] = {}
    for entry in entries.select_related("by").order_by("at", "pk"):
        found.setdefault(entry.attachment_id, []).append(entry)
    return found


def in_order_of_release(files: Iterable[Attachment]) -> list[Attachment]:
    """Return files by the moment of their release, else of their coming: when a released one came is its side's."""
    return sorted(files, key=lambda file: (file.released_at or file.created_at, file.pk))

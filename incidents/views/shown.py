"""What pages fetch with an incident, no more: the geometry of a segment is heavy and drawn by the map alone."""

from typing import Any

from incidents.reading import RELATED

HEAVY = ("segment__geometry", "place__search_key", "place__source", "place__location", "place__other_names")


def with_related(queryset: Any) -> Any:
    """Return incidents with what a row or a page names."""
    return queryset.select_related(*RELATED, "side").defer(*HEAVY)

"""Rows brought in step with a file: written only where they differ, so that a second run changes nothing."""

from collections import Counter
from typing import Any, TypeVar

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Tally:
    """What a run created, changed and left as it was, by table."""

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.total: Counter[str] = Counter()

    def put(self, model: type[M], key: dict[str, Any], **values: Any) -> M:
        """Return the row with this key and these values, written only if it was missing or different."""
        name = model.__name__
        self.total[name] += 1
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.created[name] += 1
            return model._default_manager.create(**key, **values)
        if any(_differ(getattr(row, field), value) for field, value in values.items()):
            self.changed[name] += 1
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
        return row

    @property
    def changed_anything(self) -> bool:
        return bool(self.created or self.changed)


def _differ(stored: Any, given: Any) -> bool:
    if isinstance(stored, GEOSGeometry):
        return bytes(stored.wkb) != bytes(given.wkb)
    return bool(stored != given)

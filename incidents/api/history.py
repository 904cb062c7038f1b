"""`incidents/{id}/history/`: what became of an incident, change by change."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from incidents.history import Step
from incidents.reading import instant


class ChangeSchema(serializers.Serializer[Any]):
    """One field, before and after, in the words of the request's language; null is not stated."""

    field = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class StepSchema(serializers.Serializer[Any]):
    """One record made or changed by one act. `by` is a person of the reader's own side, else null."""

    at = serializers.DateTimeField()
    side = serializers.CharField(allow_null=True)
    by = serializers.CharField(allow_null=True)
    record = serializers.CharField()
    id = serializers.UUIDField()
    is_new = serializers.BooleanField()
    changes = ChangeSchema(many=True)


class HistorySchema(serializers.Serializer[Any]):
    """The steps the reader may know of, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = StepSchema(many=True)


def step_wire(step: Step) -> dict[str, Any]:
    """Return one step; before and after are in the words of the request's language, instants in UTC."""
    return {
        "at": instant(step.at),
        "side": step.side,
        "by": step.by or None,
        "record": step.record,
        "id": step.id,
        "is_new": step.is_new,
        "changes": [
            {"field": each.field, "before": _plain(each.before), "after": _plain(each.after)} for each in step.changes
        ],
    }


def _plain(value: Any) -> str | None:
    return instant(value) if isinstance(value, datetime) else value

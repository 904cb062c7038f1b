"""`incidents/{id}/history/`: what became of an incident, change by change."""

from datetime import datetime
from typing import Any

from incidents.history import Step
from incidents.reading import instant

HISTORY = {
    "type": "object",
    "properties": {
        "next": {"type": "string", "format": "uri", "nullable": True},
        "previous": {"type": "string", "format": "uri", "nullable": True},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "at": {"type": "string", "format": "date-time"},
                    "side": {"type": "string", "nullable": True},
                    "by": {"type": "string", "nullable": True, "description": "Of the own side only."},
                    "record": {"type": "string"},
                    "id": {"type": "string"},
                    "is_new": {"type": "boolean"},
                    "changes": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "field": {"type": "string"},
                                "before": {"type": "string", "nullable": True},
                                "after": {"type": "string", "nullable": True},
                            },
                        },
                    },
                },
            },
        },
    },
}


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

"""What an officer types into the form of a new incident."""

import uuid
from typing import Any

NEW, CHECK, SAVE, SENT = "/incidents/new/", "/incidents/new/check/", "/incidents/new/save/", "/incidents/new/sent/"


def answers(**changes: Any) -> dict[str, Any]:
    """Return valid answers, changed as told; None takes one out."""
    typed = {
        "title": "Water turn at the Mastchoi canal broken",
        "when": "ago",
        "minutes_ago": "10",
        "place_by": "point",
        "coordinates": "39.94167, 70.49611",
        "cause": "irrigation_turn",
        "forms": ["crowd", "stone_throwing"],
        "crowd": "50_200",
        "harm": "none",
    }
    typed |= changes
    return {name: value for name, value in typed.items() if value is not None}


def posted(**changes: Any) -> dict[str, Any]:
    """Return what the form posts for a new draft when Check your answers is pressed."""
    return {"draft": str(uuid.uuid4()), "go": "check", **answers(**changes)}

"""Who is told, what they are told, and what they answer."""

from notifications.models.heartbeat import Heartbeat
from notifications.models.outbox import (
    Acknowledgement,
    Alert,
    AlertKind,
    AlertVisibility,
    AnswerKind,
    DeliveryAttempt,
    Notification,
    Outcome,
    State,
    Via,
)
from notifications.models.roster import ContactKind, ContactPoint, Representative, RepresentativeSector

__all__ = [
    "Acknowledgement",
    "Alert",
    "AlertKind",
    "AlertVisibility",
    "AnswerKind",
    "ContactKind",
    "ContactPoint",
    "DeliveryAttempt",
    "Heartbeat",
    "Notification",
    "Outcome",
    "Representative",
    "RepresentativeSector",
    "State",
    "Via",
]

"""Who was told when and answered what: the same question for both sides, less for the other one."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from notifications.models import AnswerKind, ContactKind
from people.models import Role


@dataclass(frozen=True)
class Answer:
    kind: str
    eta_min: int | None
    at: datetime

    @property
    def label(self) -> str:
        return str(AnswerKind(self.kind).label)


@dataclass
class Told:
    """One recipient of one alert: a post, never a person. `channels` is None for the other side."""

    alert_kind: str
    side: str
    role: str
    told_at: datetime | None
    channels: list[str] | None
    answers: list[Answer] = field(default_factory=list)

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def channel_labels(self) -> list[str]:
        return [str(ContactKind(channel).label) for channel in self.channels or []]

    @property
    def latest(self) -> Answer | None:
        """What the recipient said last."""
        return self.answers[-1] if self.answers else None

    @property
    def kind(self) -> str | None:
        return self.latest.kind if self.latest else None

    @property
    def eta_min(self) -> int | None:
        return self.latest.eta_min if self.latest else None

    @property
    def answered_at(self) -> datetime | None:
        return self.latest.at if self.latest else None


def told_when(key_prefix: str) -> list[Told]:
    """Return who was told of the alerts whose keys begin so, oldest alert first, as the current actor may know it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_told_when(%s)", [key_prefix])
        rows = cursor.fetchall()
    found: dict[int, Told] = {}
    for position, alert_kind, side, role, told_at, channels, kind, eta_min, answered_at in rows:
        told = found.setdefault(position, Told(alert_kind, side, role, told_at, channels))
        if kind is not None:
            told.answers.append(Answer(kind, eta_min, answered_at))
    return list(found.values())

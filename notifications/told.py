"""Who was told when and answered what: the same question for both sides, less for the other one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from notifications.models import AnswerKind
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
    """Return who was told of the alerts whose keys begin with these parts, oldest alert first.

    The current actor learns no more than it may: nothing of a draft of the other side, no channel of theirs.
    """
    return told_when_each([key_prefix]).get(key_prefix, [])


def told_when_each(key_prefixes: Iterable[str]) -> dict[str, list[Told]]:
    """Answer `told_when` for many prefixes in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.prefix, told.* FROM unnest(%s::text[]) AS asked (prefix)"
            " CROSS JOIN LATERAL notifications_told_when(asked.prefix) AS told",
            [sorted(set(key_prefixes))],
        )
        rows = cursor.fetchall()
    found: dict[str, dict[int, Told]] = {}
    for prefix, position, alert_kind, side, role, told_at, channels, kind, eta_min, answered_at in rows:
        of_prefix = found.setdefault(prefix, {})
        told = of_prefix.setdefault(position, Told(alert_kind, side, role, told_at, channels))
        if kind is not None:
            told.answers.append(Answer(kind, eta_min, answered_at))
    return {prefix: list(told.values()) for prefix, told in found.items()}

"""What was asked about an incident, and how the answers stand, as one reader may read it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.models import InformationAnswer, InformationRequest
from incidents.reading import Reading
from incidents.spans import span_words
from people.models import User


@dataclass(frozen=True)
class Answered:
    """One answer; the person who gave it is the own side's to know."""

    row: InformationAnswer
    name: str


@dataclass(frozen=True)
class Asked:
    """One request with its answers."""

    row: InformationRequest
    name: str
    answers: list[Answered]
    now: datetime
    may_answer: bool
    # Goes with the answer, by which one sent twice is known again.
    answer_id: UUID = field(default_factory=uuid4)

    @property
    def is_open(self) -> bool:
        return not self.answers

    @property
    def is_late(self) -> bool:
        return self.is_open and self.row.due_at < self.now

    @property
    def stands(self) -> str:
        """How the request stands, lateness in words."""
        due = self.row.due_at
        if self.answers:
            first = self.answers[0].row.at
            if first <= due:
                return _("Answered in time")
            return _("Answered %(span)s late") % {"span": span_words(first - due)}
        if due < self.now:
            return _("%(span)s late") % {"span": span_words(self.now - due)}
        return _("%(span)s left") % {"span": span_words(due - self.now)}


def asked_of(read: Reading) -> list[Asked]:
    """Return the requests of an incident with their answers: those without one first, by when they are due."""
    reader, now = read.reader, timezone.now()
    answers = InformationAnswer.objects.visible_to(reader).select_related("by").order_by("at", "pk")
    rows = (
        InformationRequest.objects.visible_to(reader)
        .filter(incident=read.incident)
        .select_related("by")
        .prefetch_related(Prefetch("answers", answers, to_attr="given"))
    )
    found = [
        Asked(
            row=row,
            name=_name(row, reader),
            answers=[Answered(answer, _name(answer, reader)) for answer in row.given],
            now=now,
            may_answer=reader.speaks_for_a_side and reader.side_id == row.to_side_id,
        )
        for row in rows
    ]
    waiting = sorted((each for each in found if each.is_open), key=lambda each: (each.row.due_at, each.row.pk))
    done = sorted(
        (each for each in found if not each.is_open), key=lambda each: (each.row.at, each.row.pk), reverse=True
    )
    return waiting + done


def _name(row: Any, reader: User) -> str:
    return str(row.by) if reader.side_id is not None and row.side_id == reader.side_id else ""


def may_ask(read: Reading) -> bool:
    """Whether the reader may ask the other side about this incident."""
    return bool(read.may_write and read.incident.is_shared and read.incident.side_id is not None)

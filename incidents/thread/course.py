"""The thread of an incident as one reader may read it: in order, numbered, in pages, with what corrects what."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from incidents.codes import Credibility, Reliability, Visibility
from incidents.models import EntryKind, Incident, TimelineEntry
from people.models import User

PAGE = 40
# Entered so much later than it took place, an entry says when it was entered.
ENTERED_LATER = timedelta(minutes=15)
# These verbs leave the number of the other incident in the entry.
NAMES_ANOTHER = {EntryKind.JOINED, EntryKind.SEPARATED}


@dataclass
class Entry:
    """One entry as its reader sees it.

    Entries that both sides read are numbered among themselves, in the order in which they were recorded, so that
    both call each by the same number; those of the own side alone have numbers of their own.
    """

    row: TimelineEntry
    number: int
    page: int
    name: str
    corrects: "Entry | None" = None
    corrections: list["Entry"] = field(default_factory=list)

    @property
    def is_own_only(self) -> bool:
        return bool(self.row.visibility == Visibility.OWN)

    @property
    def mark(self) -> str:
        """Whose half of the disc stands on the rail."""
        return (self.row.side_id or "both").lower()

    @property
    def is_entered_later(self) -> bool:
        return abs(self.row.recorded_at - self.row.at) > ENTERED_LATER

    @property
    def other_number(self) -> str:
        """The number of the incident it was joined to or separated from."""
        return str(self.row.text) if self.row.kind in NAMES_ANOTHER else ""

    @property
    def label(self) -> str:
        """What the entry tells; of two incidents that were joined, each from its own end."""
        if self.other_number and not self.row.to_status:
            if self.row.kind == EntryKind.JOINED:
                return _("Another was joined to this one")
            return _("The other was separated again")
        return str(self.row.get_kind_display())

    @property
    def words(self) -> str:
        return "" if self.row.kind in NAMES_ANOTHER else str(self.row.text)

    @property
    def grade(self) -> str:
        """How far the source is relied on and how credible this is, each in code and words."""
        parts = []
        if self.row.reliability:
            parts.append(f"{self.row.reliability}, {_lower(Reliability(self.row.reliability).label)}")
        if self.row.credibility:
            parts.append(f"{self.row.credibility}, {_lower(Credibility(self.row.credibility).label)}")
        return "; ".join(parts)


def _lower(label: object) -> str:
    words = str(label)
    return words[:1].lower() + words[1:]


def course_of(incident: Incident, reader: User) -> list[Entry]:
    """Return the entries the reader may read, by when they took place; of the own side's ones also the person."""
    rows = list(TimelineEntry.objects.visible_to(reader).filter(incident=incident).select_related("by"))
    numbers = _numbers(rows)
    rows.sort(key=lambda row: (row.at, row.recorded_at, row.pk))
    found: dict[UUID, Entry] = {}
    for place, row in enumerate(rows):
        is_own = row.side_id is not None and row.side_id == reader.side_id
        # Counted from the latest, so that the page that is opened is full.
        page = (len(rows) - 1 - place) // PAGE + 1
        found[row.pk] = Entry(row, numbers[row.pk], page, str(row.by) if is_own and row.by_id else "")
    for entry in found.values():
        corrected = found.get(entry.row.corrects_id) if entry.row.corrects_id else None
        if corrected is not None:
            entry.corrects = corrected
            corrected.corrections.append(entry)
    return list(found.values())


def _numbers(rows: list[TimelineEntry]) -> dict[UUID, int]:
    """Number what both sides read, and what one side reads alone, each by itself."""
    numbers: dict[UUID, int] = {}
    for is_own in (False, True):
        of_kind = [row for row in rows if (row.visibility == Visibility.OWN) is is_own]
        of_kind.sort(key=lambda row: (row.recorded_at, row.pk))
        numbers |= {row.pk: number for number, row in enumerate(of_kind, 1)}
    return numbers

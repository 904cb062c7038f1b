"""Files of an incident as its page shows them, and what a photograph said of itself."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.attachments.custody import custody_of, in_order_of_release
from incidents.attachments.form import FileForm
from incidents.joining.accounts import joined_to
from incidents.models import Attachment, CustodyEntry, Incident
from incidents.models.attachment import CustodyKind, MediaType
from incidents.reading import Reading
from people.formats import hour_and_minute, long_date


@dataclass(frozen=True)
class Told:
    """What a photograph said of its time and place, for the side that added it: a suggestion and no fact."""

    when: str
    has_zone: bool
    where: str
    use_url: str


@dataclass(frozen=True)
class ShownFile:
    """One file as the reader sees it."""

    file: Attachment
    is_own: bool
    kind: str
    size: str
    extent: str
    url: str
    has_preview: bool
    may_release: bool
    may_withdraw: bool
    told: Told | None
    custody: list[CustodyEntry]


def files_context(read: Reading, form: FileForm | None = None) -> dict[str, Any]:
    """Return what `incidents/_files.html` needs: the files the reader may open, own side first, and the form."""
    return {
        "files": _shown(read),
        "files_url": _url("files", read.incident),
        "file_form": (form or FileForm()) if read.may_write else None,
    }


def _shown(read: Reading) -> list[ShownFile]:
    reader = read.reader
    # Also those of the incidents that were joined to it: what one side logged apart tells of the same event.
    told_of = Incident.objects.visible_to(reader).filter(pk__in=[read.incident.pk, *joined_to(read.incident)])
    files = Attachment.objects.visible_to(reader).filter(incident__in=told_of).select_related("incident")
    rows = in_order_of_release(files)
    custody = custody_of(rows, reader)
    shown = []
    for row in rows:
        is_own = reader.side_id is not None and row.side_id == reader.side_id
        entries = custody.get(row.pk, [])
        is_open = row.released_at is None
        shown.append(
            ShownFile(
                file=row,
                is_own=is_own,
                kind=MediaType(row.media_type).label,
                size=_size(row.size),
                extent=_extent(row),
                url=_url("file", row.incident, row.pk),
                has_preview=row.media_type != MediaType.PDF,
                may_release=is_own and is_open and row.incident.is_shared and reader.represents_a_side,
                may_withdraw=is_own and is_open and reader.speaks_for_a_side,
                told=_told(read, entries) if is_own and reader.speaks_for_a_side else None,
                custody=_readable(entries, read),
            )
        )
    return read.in_order(shown, lambda each: each.file.side_id)


def _readable(entries: list[CustodyEntry], read: Reading) -> list[CustodyEntry]:
    """Return the steps, with the person of the own side's ones; of the other side's the post alone."""
    for entry in entries:
        is_own = entry.side_id is not None and entry.side_id == read.reader.side_id
        entry.name = str(entry.by) if is_own else ""  # type: ignore[attr-defined]
    return entries


def _told(read: Reading, entries: list[CustodyEntry]) -> Told | None:
    said: dict[str, Any] = next((entry.found for entry in entries if entry.kind == CustodyKind.RECEIVED), {})
    if not said:
        return None
    when, offset = "", said.get("offset", "")
    query: dict[str, str] = {}
    if "taken_at" in said:
        moment = datetime.fromisoformat(said["taken_at"])
        when = f"{long_date(moment.date(), get_language() or 'en')}, {hour_and_minute(moment)}"
        query["occurred_at"] = said["taken_at"][:16] + offset
        if offset:
            when += f" (UTC{offset})"
    where = f"{said['latitude']:.5f}, {said['longitude']:.5f}" if "latitude" in said else ""
    if where:
        query["location"] = where
    url = f"{read.incident.get_absolute_url()}account/?{urlencode(query)}"
    return Told(when=when, has_zone=bool(offset), where=where, use_url=url)


def _size(size: int) -> str:
    if size < 1_000_000:
        return _("%(n)s kB") % {"n": max(1, round(size / 1000))}
    return _("%(n)s MB") % {"n": f"{size / 1_000_000:.1f}"}


def _extent(row: Attachment) -> str:
    if row.pages is not None:
        return _("pages: %(n)s") % {"n": row.pages}
    return f"{row.width} × {row.height}"


def _url(name: str, incident: Incident, *ids: uuid.UUID) -> str:
    return reverse(f"incidents:{name}", args=[incident.number or str(incident.pk), *ids])

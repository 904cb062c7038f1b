"""Files of an incident on its page: shown, added, opened, released, taken back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.custody import custody_of, in_order_of_release
from incidents.file_form import FileForm
from incidents.files.sniff import JPEG
from incidents.models import Attachment, AttachmentContent, CustodyEntry
from incidents.models.attachment import CustodyKind, MediaType
from incidents.reading import Reading
from incidents.served import file_response
from incidents.services.attachments import (
    add_attachment,
    read_attachment,
    release_attachment,
    withdraw_attachment,
)
from incidents.views.shown import found
from people.formats import hour_and_minute, long_date

Verb = Callable[..., Attachment]


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
        "files_url": _url("files", read),
        "file_form": (form or FileForm()) if read.reader.speaks_for_a_side else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def files(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the files of an incident, or add one; what is wrong with it is said beside the field."""
    read = found(request, ref)
    if request.method != "POST":
        return _page(request, read)
    if not read.reader.speaks_for_a_side:
        raise PermissionDenied
    form, status = FileForm(request.POST, request.FILES), 400
    if form.is_valid():
        given = form.cleaned_data
        try:
            _attachment, is_new = add_attachment(
                incident=read.incident, by=read.reader, name=given["file"].name, data=given["file"].read(),
                note=given["note"],
            )  # fmt: skip
        except ValidationError as error:
            status = getattr(error, "status_code", 400)
            form.add_error(None, error)
        else:
            if is_new:
                messages.success(request, _("Added, without hidden data. Only your side can open it."))
            else:
                messages.info(request, _("Your side has this very file here already."))
            return redirect(f"{read.incident.get_absolute_url()}#files")
    return _page(request, read, form, status=status)


@require_safe
@login_required
def file(request: HttpRequest, ref: str, file: uuid.UUID) -> HttpResponse:
    """Send one file, to be saved and not to be shown by the browser."""
    read = found(request, ref)
    attachment = _file(read, file)
    if request.method == "HEAD":
        # Asks what there is; nobody opened it.
        return file_response(request, attachment, None)
    return file_response(request, attachment, read_attachment(attachment=attachment, by=read.reader))


@require_safe
@login_required
def preview(request: HttpRequest, ref: str, file: uuid.UUID) -> HttpResponse:
    """Show the small picture of a picture. Looking at the page is not noted as opening the file."""
    attachment = _file(found(request, ref), file)
    small = AttachmentContent.objects.filter(pk=attachment.pk).values_list("preview", flat=True).first()
    if not small:
        raise Http404
    return file_response(request, attachment, bytes(small), as_preview=JPEG)


@require_POST
def release(request: HttpRequest, ref: str, file: uuid.UUID) -> HttpResponse:
    """Release a file to the other side."""
    return _do(request, ref, file, release_attachment, _("Released. The other side can open the file."))


@require_POST
def withdraw(request: HttpRequest, ref: str, file: uuid.UUID) -> HttpResponse:
    """Take back a file that is not released."""
    return _do(request, ref, file, withdraw_attachment, _("Taken back. It is kept, and no longer shown."))


def _do(request: HttpRequest, ref: str, file: uuid.UUID, verb: Verb, done: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    attachment = _file(read, file)
    try:
        verb(attachment=attachment, by=read.reader)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(f"{read.incident.get_absolute_url()}#files")


def _page(request: HttpRequest, read: Reading, form: FileForm | None = None, status: int = 200) -> HttpResponse:
    context = {"read": read, "incident": read.incident, "account": read.account, **files_context(read, form)}
    return render(request, "incidents/incident_files.html", context, status=status)


def _file(read: Reading, id: uuid.UUID) -> Attachment:
    """Return a file of the incident that the reader may open; the same 404 whether hidden or missing."""
    attachment = Attachment.objects.visible_to(read.reader).filter(incident=read.incident, pk=id).first()
    if attachment is None:
        raise Http404
    return attachment


def _shown(read: Reading) -> list[ShownFile]:
    reader, ready = read.reader, read.incident.is_shared
    rows = in_order_of_release(Attachment.objects.visible_to(reader).filter(incident=read.incident))
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
                url=_url("file", read, row.pk),
                has_preview=row.media_type != MediaType.PDF,
                may_release=is_own and is_open and ready and reader.represents_a_side,
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
    said = next((entry.found for entry in entries if entry.kind == CustodyKind.RECEIVED), {})
    if not said:
        return None
    when, query, offset = "", {}, said.get("offset", "")
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


def _url(name: str, read: Reading, *ids: uuid.UUID) -> str:
    incident = read.incident
    return reverse(f"incidents:{name}", args=[incident.number or str(incident.pk), *ids])

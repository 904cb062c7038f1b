"""The thread on the page of an incident, and writing into it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.drafts import owner_mark
from incidents.reading import Reading
from incidents.services import write_entry
from incidents.thread.course import Entry, course_of
from incidents.thread.form import EntryForm
from incidents.views.kept import keep_typed, take_typed
from incidents.views.shown import found


def thread_context(read: Reading, page: str = "") -> dict[str, Any]:
    """Return what `_thread.html` shows: one page of entries, the latest unless another is named, and the form."""
    entries = course_of(read.incident, read.reader)
    pages = entries[0].page if entries else 1
    chosen = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    chosen = min(max(chosen, 1), pages)
    writes = read.may_write
    return {
        "thread": [entry for entry in entries if entry.page == chosen],
        "thread_page": chosen,
        "thread_earlier": chosen + 1 if chosen < pages else None,
        "thread_later": chosen - 1 if chosen > 1 else None,
        "thread_total": len(entries),
        **(_form_context(read, EntryForm(user=read.reader, initial={"id": uuid.uuid4()})) if writes else {}),
    }


def _form_context(read: Reading, form: EntryForm) -> dict[str, Any]:
    return {
        "entry_form": form,
        "owner": owner_mark(user=read.reader, id=read.incident.pk),
        "other_side": read.incident.border.sides.exclude(pk=read.reader.side_id).get(),
        "thread_now": timezone.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for an entry, or for a correction of one; a POST writes it."""
    if not request.user.is_authenticated:
        return keep_typed(request, "entry")
    read = found(request, ref)
    if not read.may_write:
        raise PermissionDenied
    if request.method != "POST":
        typed = take_typed(request, read.incident.pk, "entry")
        corrected = _corrected(typed or request.GET, read)
        row = corrected.row if corrected else None
        return _page(
            request, read, EntryForm(typed, user=read.reader, corrects=row, initial={"id": uuid.uuid4()}), corrected
        )
    corrected = _corrected(request.POST, read)
    row = corrected.row if corrected else None
    form = EntryForm(request.POST, user=read.reader, corrects=row)
    if form.is_valid():
        language = (get_language() or read.reader.language)[:2]
        try:
            entry, _is_new = write_entry(incident=read.incident, by=read.reader, language=language, **form.said)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Written into the course of events."))
            return redirect(_address_of(read, entry.pk))
    return _page(request, read, form, corrected, status=422)


def _corrected(given: QueryDict, read: Reading) -> Entry | None:
    """Return the entry that is to be corrected; one the reader may not read is like one that is not there."""
    named = given.get("corrects", "")
    if not named:
        return None
    for entry in course_of(read.incident, read.reader):
        if str(entry.row.pk) == named:
            return entry
    raise Http404


def _address_of(read: Reading, pk: uuid.UUID) -> str:
    page = next((each.page for each in course_of(read.incident, read.reader) if each.row.pk == pk), 1)
    query = f"?entries={page}" if page > 1 else ""
    return f"{read.incident.get_absolute_url()}{query}#entry-{pk}"


def _page(
    request: HttpRequest, read: Reading, form: EntryForm, corrected: Entry | None, status: int = 200
) -> HttpResponse:
    context = {"read": read, "incident": read.incident, "corrected": corrected, **_form_context(read, form)}
    return render(request, "incidents/entry_new.html", context, status=status)

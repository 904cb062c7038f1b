"""Asking the other side on the page of an incident, and answering."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.drafts import owner_mark
from incidents.errors import ReplayDiffers
from incidents.reading import Reading
from incidents.requests.asked import asked_of, may_ask
from incidents.requests.forms import AnswerForm, AskForm
from incidents.services import answer, ask
from incidents.views.kept import keep_typed, take_typed
from incidents.views.shown import found


def requests_context(read: Reading) -> dict[str, Any]:
    """Return what `_requests.html` shows, and under `requests_awaited` what the reader's side still has to answer."""
    asked = asked_of(read)
    return {
        "requests_asked": asked,
        "requests_awaited": [each for each in asked if each.is_open and each.may_answer],
        "ask_form": AskForm(user=read.reader, initial={"id": uuid.uuid4()}) if may_ask(read) else None,
        "requests_now": timezone.now(),
        "owner": owner_mark(user=read.reader, id=read.incident.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the other side; a POST sends it."""
    if not request.user.is_authenticated:
        return keep_typed(request, "request")
    read = found(request, ref)
    if not may_ask(read):
        raise PermissionDenied
    if request.method != "POST":
        typed = take_typed(request, read.incident.pk, "request")
        return _ask_page(request, read, AskForm(typed, user=read.reader, initial={"id": uuid.uuid4()}))
    form = AskForm(request.POST, user=read.reader)
    if form.is_valid():
        given = form.cleaned_data
        try:
            ask(
                incident=read.incident,
                by=read.reader,
                id=given["id"],
                text=given["text"],
                due_at=form.due_at,
                language=_language(read),
            )
        except ReplayDiffers:
            # Sent twice from one page, a minute apart: what went out first is there.
            messages.info(request, _("This was sent already."))
            return _back(read)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Asked. The other side's representatives are being told."))
            return _back(read)
    return _ask_page(request, read, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def request_answer(request: HttpRequest, ref: str, id: uuid.UUID) -> HttpResponse:
    """Answer what the other side asked; a POST sends it."""
    if not request.user.is_authenticated:
        return keep_typed(request, "answer")
    read = found(request, ref)
    asked = next((each for each in asked_of(read) if each.row.pk == id), None)
    if asked is None:
        raise Http404
    if not asked.may_answer:
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else take_typed(request, read.incident.pk, "answer")
    form = AnswerForm(typed, initial={"id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer(request=asked.row, by=read.reader, id=given["id"], text=given["text"], language=_language(read))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Answered. The side that asked is being told."))
            return _back(read)
    context = {
        "read": read,
        "incident": read.incident,
        "asked": asked,
        "form": form,
        "owner": owner_mark(user=read.reader, id=read.incident.pk),
    }
    is_refused = request.method == "POST" and bool(form.errors)
    return render(request, "incidents/request_answer.html", context, status=422 if is_refused else 200)


def _ask_page(request: HttpRequest, read: Reading, form: AskForm, status: int = 200) -> HttpResponse:
    context = {
        "read": read,
        "incident": read.incident,
        "ask_form": form,
        "requests_now": timezone.now(),
        "owner": owner_mark(user=read.reader, id=read.incident.pk),
    }
    return render(request, "incidents/request_new.html", context, status=status)


def _language(read: Reading) -> str:
    return (get_language() or read.reader.language)[:2]


def _back(read: Reading) -> HttpResponse:
    return redirect(f"{read.incident.get_absolute_url()}#requests")

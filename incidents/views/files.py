"""Files of an incident on its page: shown, added, opened, released, taken back."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.attachments.form import FileForm
from incidents.attachments.served import file_response
from incidents.files.sniff import JPEG
from incidents.models import Attachment, AttachmentContent
from incidents.reading import Reading
from incidents.services.attachments import (
    add_attachment,
    read_attachment,
    release_attachment,
    withdraw_attachment,
)
from incidents.views.files_shown import files_context
from incidents.views.shown import found

Verb = Callable[..., Attachment]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def files(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the files of an incident, or add one; what is wrong with it is said beside the field."""
    read = found(request, ref)
    if request.method != "POST":
        return _page(request, read)
    if not read.may_write:
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
    wrong = [form[name] for name in form.errors if name in form.fields] if form else []
    context = {
        "read": read,
        "incident": read.incident,
        "wrong": wrong,
        **files_context(read, form),
    }
    return render(request, "incidents/incident_files.html", context, status=status)


def _file(read: Reading, id: uuid.UUID) -> Attachment:
    """Return a file of the incident that the reader may open; the same 404 whether hidden or missing."""
    attachment = Attachment.objects.visible_to(read.reader).filter(incident=read.incident, pk=id).first()
    if attachment is None:
        raise Http404
    return attachment

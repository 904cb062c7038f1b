"""Saying on the page of an incident which others are the same or belong to it, and taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from incidents.codes import LinkKind
from incidents.models import IncidentLink
from incidents.reading import Reading
from incidents.services import end_link, join_incidents, link_incidents
from incidents.views.shown import found

DONE = {
    LinkKind.JOINED: gettext_lazy("Joined. Both threads say so; nothing was overwritten."),
    LinkKind.NOT_RELATED: gettext_lazy("Noted for your side. It is not offered again."),
}


@require_POST
def link_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that this incident and another are the same, belong together, or do not."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    kind = request.POST.get("kind", "")
    if kind not in LinkKind.values:
        raise BadRequest("kind")
    other = _other(request)
    if other is None:
        return redirect(read.incident)
    this, user = read.incident, read.reader
    try:
        if kind == LinkKind.JOINED and request.POST.get("join") == "other":
            join_incidents(incident=other.incident, into=this, by=user)
        else:
            link_incidents(incident=this, to=other.incident, kind=kind, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, DONE.get(LinkKind(kind), _("Linked.")))
    return redirect(f"{this.get_absolute_url()}#links")


def _other(request: HttpRequest) -> Reading | None:
    """Return the other incident; one that is hidden is said to be as unknown as one that is not there."""
    named = request.POST.get("to", "").strip()
    try:
        return found(request, named)
    except Http404:
        messages.error(request, _("No incident with this number: %(number)s") % {"number": named[:40] or "…"})
        return None


@require_POST
def link_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back a link of the own side, or separate what it joined."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    try:
        id: Any = uuid.UUID(request.POST.get("link", ""))
    except ValueError as error:
        raise BadRequest("link") from error
    link = IncidentLink.objects.visible_to(read.reader).of(read.incident).filter(pk=id).first()
    if link is None:
        raise Http404
    try:
        end_link(link=link, by=read.reader)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        is_join = link.kind == LinkKind.JOINED
        messages.success(request, _("Separated. Both threads say so.") if is_join else _("Taken back."))
    return redirect(f"{read.incident.get_absolute_url()}#links")

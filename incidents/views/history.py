"""The history of an incident as diffs, as far as its reader may know it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.history import history_of
from incidents.views.shown import found


@require_safe
@login_required
def incident_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Show every change of an incident and of what the reader may read about it."""
    read = found(request, ref)
    context = {"read": read, "incident": read.incident, "steps": history_of(read)}
    return render(request, "incidents/incident_history.html", context)

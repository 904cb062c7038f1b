"""One incident: what the reader may know of it, its thread, who was told, and the next step."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from incidents.alerts import key_of
from incidents.codes import AccountState, Cause, Crowd, Form, LocationPrecision, Origin, Severity
from incidents.joining.related import links_context
from incidents.models import Account, Attachment, Incident
from incidents.next_step import next_step
from incidents.reading import Reading
from incidents.titles import composed_title
from incidents.views.account_shown import accounts_context
from incidents.views.check import shared_words
from incidents.views.compare import compare_summary
from incidents.views.files_shown import files_context
from incidents.views.joint import joint_context, joint_review
from incidents.views.requests import requests_context
from incidents.views.shown import found
from incidents.views.thread import thread_context
from incidents.wording import distance_words, is_exact, listed, where_words
from notifications.models import AnswerKind, Notification
from notifications.told import told_when
from people.models import User

# The radius of the circle within which a place of a precision lies, in metres.
RADIUS_M = {1: 40, 2: 500, 3: 2_000, 4: 5_000}


@dataclass(frozen=True)
class RefusedReason:
    """A verb that was refused, with the reason that was typed for it."""

    verb: str
    typed: str
    messages: list[str]


@require_safe
@login_required
def incident_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one incident."""
    return render(request, "incidents/incident_detail.html", detail_context(request, found(request, ref)))


def detail_context(request: HttpRequest, read: Reading, refused: RefusedReason | None = None) -> dict[str, Any]:
    """Return what the page of an incident shows; `refused` gives back a reason that was not taken."""
    incident, account, user = read.incident, read.account, read.reader
    review = joint_review(read)
    step = next_step(read, review)
    return {
        "read": read,
        "incident": incident,
        "account": account,
        "severity": Severity(incident.severity),
        "composed": composed_title(incident),
        "where": ", ".join(where_words(read)),
        "distance": _distance(read),
        "precision": LocationPrecision(read.location_precision).label if read.location_precision else "",
        "facts": _facts(incident),
        **accounts_context(read, request.GET),
        # What is asked for, and what is still at work, stands open.
        "accounts_open": "version" in request.GET or bool(account and read.is_own and account.is_working),
        "compared": compare_summary(read),
        **_open_to_them(read),
        **files_context(read),
        **thread_context(read, request.GET.get("entries", "")),
        **links_context(read),
        **requests_context(read),
        "told": read.in_order(told_when(key_of(incident)), lambda told: told.side),
        "waiting": _waiting(incident, user),
        "kinds": AnswerKind.choices,
        "next_step": step,
        "refused": refused,
        # What it was typed for may not be offered any more: the words are given back all the same.
        "refused_in_place": refused is not None and any(act.verb == refused.verb for act in step.more),
        "own_url": incident.get_absolute_url(),
        **joint_context(read, review),
        "map": _map(read),
        "is_public_source": incident.origin == Origin.PUBLIC_SOURCE,
    }


def _open_to_them(read: Reading) -> dict[str, Any]:
    """Return what the other side has of an incident that the own side says something about."""
    if not (read.is_own and read.incident.is_shared):
        return {"theirs": None}
    own = {"incident": read.incident, "side": read.reader.side_id}
    return {
        "theirs": shared_words(read.incident),
        "account_open_to_them": Account.objects.filter(**own, state=AccountState.RELEASED).first(),
        "files_open_to_them": Attachment.objects.filter(**own, released_at__isnull=False).count(),
    }


def _distance(read: Reading) -> str:
    if read.distance_m is None:
        return ""
    return distance_words(read.distance_m, exact=is_exact(read))


def _facts(incident: Incident) -> list[tuple[str, str]]:
    """Return the coded facts both sides may read, as question and answer."""
    facts = [(_("Cause"), str(Cause(incident.cause).label))]
    others = [Cause(each).label for each in incident.causes if each != incident.cause]
    if others:
        facts.append((_("Other causes"), listed(others)))
    if incident.forms:
        facts.append((_("What happened"), listed(Form(form).label for form in incident.forms)))
    facts.append((_("How many people"), str(Crowd(incident.crowd).label)))
    return facts


def _waiting(incident: Incident, user: User) -> Notification | None:
    """Return the message about this incident that the reader has not answered."""
    return (
        Notification.objects.of(user)
        .unanswered()
        .filter(alert__key__startswith=f"{key_of(incident)}:")
        .select_related("alert__side")
        .order_by("-created_at")
        .first()
    )


def _map(read: Reading) -> dict[str, Any] | None:
    """Return what the small map shows: the point as the reader may know it, with its circle."""
    if read.location is None:
        return None
    lon, lat = read.location
    radius = RADIUS_M.get(read.location_precision or 0)
    around = max(0.02, (radius or 0) / 60_000)
    return {
        "point": {"lon": lon, "lat": lat, "severity": read.incident.severity, "radius_m": radius, "label": read.title},
        "bounds": (lon - around * 1.3, lat - around, lon + around * 1.3, lat + around),
        "at": read.incident.occurred_at.date().isoformat(),
    }

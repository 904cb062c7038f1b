"""Checking the answers, sending them, and the receipt."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import drafts
from incidents.alerts import key_of
from incidents.codes import (
    Cause,
    Crowd,
    Form,
    Harm,
    LinkKind,
    LocationPrecision,
    Severity,
    Stoppage,
    TimePrecision,
    Visibility,
)
from incidents.errors import AlreadyThere, ReplayDiffers
from incidents.forms import NewIncidentForm
from incidents.joining.related import BELONGS, offers_for
from incidents.joining.similar import MOST
from incidents.models import Account, Incident, IncidentDraft
from incidents.reading import Reading, reading
from incidents.services import join_as_account, link_incidents, report_incident
from incidents.services.report import digest_of
from incidents.views.access import for_writers, form_url, uuid4_of
from incidents.views.new import bound_form, checked_report
from incidents.wording import distance_words, listed, where_words
from notifications.told import told_when
from people.models import Clock, User
from people.permissions import signed_in

# The name of an answer about an incident that was offered begins with this, its id follows.
RELATION = "relation-"


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def check(request: HttpRequest) -> HttpResponse:
    """Show the answers and what the other side would get of them; a POST sends what was shown."""
    user = signed_in(request)
    id = uuid4_of((request.POST or request.GET).get("draft", ""))
    if id is None:
        raise BadRequest("draft")
    draft = drafts.lock_draft(user=user, id=id) if request.method == "POST" else drafts.find_draft(user=user, id=id)
    if draft is None:
        return redirect(form_url(id))
    if draft.sent_at is not None:
        return _to_receipt(draft)
    form = bound_form(user, draft)
    report = checked_report(form, draft)
    if report is None:
        return redirect(form_url(id, check="1"))
    if request.method == "POST":
        return _send(request, draft, form, report)
    return _page(request, draft, form, report)


def _send(request: HttpRequest, draft: IncidentDraft, form: NewIncidentForm, report: Any) -> HttpResponse:
    visibility = request.POST.get("visibility")
    joins = request.POST.get("join")
    if not joins and visibility not in {Visibility.OWN, Visibility.BOTH}:
        raise BadRequest("visibility")
    if request.POST.get("seen") != digest_of(form.facts):
        # Changed in another tab since: nothing is sent that was not shown.
        return _page(request, draft, form, report, changed=True)
    if joins:
        return _join(request, draft, form, report)
    try:
        report_incident(by=form.user, id=draft.pk, visibility=visibility, **form.facts)
    except ReplayDiffers:
        # It went out already, from a page that did not get to say so.
        pass
    except ValidationError as error:
        # What the form asks is said beside its fields; the rest would not be said at all.
        messages.error(request, " ".join(error.messages))
        return redirect(form_url(draft.pk, check="1"))
    drafts.mark_sent(draft)
    _relate(request, draft, form)
    return _to_receipt(draft)


def _join(request: HttpRequest, draft: IncidentDraft, form: NewIncidentForm, report: Any) -> HttpResponse:
    """Write the answers as the side's account of an incident that is there, instead of a new incident."""
    into = _visible(form.user, request.POST.get("join", ""))
    if into is None:
        messages.error(request, _("This incident is not there."))
        return _page(request, draft, form, report)
    try:
        join_as_account(into=into, by=form.user, id=draft.pk, **form.facts)
    except ReplayDiffers:
        pass
    except AlreadyThere as error:
        # The answers stay in the draft: they may still be needed there.
        messages.error(request, " ".join(error.messages))
        return redirect(into)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(form_url(draft.pk, check="1"))
    drafts.mark_sent(draft)
    return _to_receipt(draft)


def _relate(request: HttpRequest, draft: IncidentDraft, form: NewIncidentForm) -> None:
    """Link the new incident as was chosen for those offered; what cannot be linked does not undo the report."""
    incident = Incident.objects.visible_to(form.user).get(pk=draft.pk)
    said = ((name, kind) for name, kind in request.POST.items() if name.startswith(RELATION) and kind)
    chosen = [(name.removeprefix(RELATION), kind) for name, kind in said]
    for named, kind in chosen[:MOST]:
        other = _visible(form.user, named)
        if other is None or kind not in (LinkKind.NOT_RELATED, *BELONGS):
            continue
        try:
            link_incidents(incident=incident, to=other, kind=kind, by=form.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))


def _visible(user: User, named: str) -> Incident | None:
    try:
        id = uuid.UUID(named)
    except ValueError:
        return None
    return Incident.objects.visible_to(user).filter(pk=id).first()


def _to_receipt(draft: IncidentDraft) -> HttpResponse:
    response = redirect(f"{reverse('incidents:new_sent')}?draft={draft.pk}")
    response.status_code = 303
    return response


def _page(
    request: HttpRequest, draft: IncidentDraft, form: NewIncidentForm, report: Any, *, changed: bool = False
) -> HttpResponse:
    incident, account = report
    user = form.user
    other = incident.border.sides.exclude(pk=user.side_id).get()
    context = {
        "draft": draft,
        "form": form,
        "incident": incident,
        "account": account,
        "rows": _rows(form, incident, account),
        "severity": Severity(incident.severity),
        "seen": digest_of(form.facts),
        "changed": changed,
        "other": other,
        "other_clocks": _clocks_of(other.time_zone),
        # The very object the other side's page is made of, without an account.
        "theirs": shared_words(incident),
        "offers": offers_for(Reading(incident, account, user)),
        "link_kinds": [(kind.value, kind.label) for kind in BELONGS],
        "relation": RELATION,
    }
    return render(request, "incidents/incident_check.html", context, status=409 if changed else 200)


def _clocks_of(zone: str) -> str:
    return str(Clock(zone).value)


def shared_words(incident: Incident) -> dict[str, Any]:
    """Return what a reader without an account reads of an incident, in the page language."""
    # A reading needs a reader only for what the reader may do.
    read = Reading(incident, None, User())
    precision = incident.location_precision
    return {
        "title": read.title,
        "where": ", ".join(where_words(read)),
        "precision": LocationPrecision(precision).label if precision else "",
        "forms": listed(Form(form).label for form in incident.forms),
        "cause": Cause(incident.cause).label,
        "crowd": Crowd(incident.crowd).label,
    }


def _rows(form: NewIncidentForm, incident: Incident, account: Account) -> list[dict[str, Any]]:
    """Return the own side's words for each answer, and the question where it is changed."""
    read = Reading(incident, account, form.user)
    rows = [
        _row(form, "title", account.title),
        _row(form, "when", "", at=incident.occurred_at, precision=incident.time_precision),
        _row(form, "place_by", capfirst(", ".join(where_words(read))), small=_exact_place(form, account)),
        _row(form, "cause", Cause(incident.cause).label),
        _row(form, "forms", listed(Form(each).label for each in incident.forms)),
        _row(form, "crowd", Crowd(incident.crowd).label),
        _row(form, "harm", Harm(account.harm).label),
    ]
    others = [Cause(each).label for each in incident.causes if each != incident.cause]
    if others:
        rows.append(_row(form, "causes", listed(others)))
    if account.stoppage != Stoppage.UNKNOWN:
        rows.append(_row(form, "stoppage", Stoppage(account.stoppage).label))
    if incident.occurred_until:
        rows.append(_row(form, "until_date", "", at=incident.occurred_until))
    if incident.time_precision != TimePrecision.MINUTE:
        rows.append(_row(form, "time_precision", TimePrecision(incident.time_precision).label))
    if account.summary:
        rows.append(_row(form, "summary", account.summary))
    return rows


def _row(form: NewIncidentForm, name: str, value: Any, **more: Any) -> dict[str, Any]:
    field = form[name]
    return {"label": field.label, "anchor": field.auto_id, "value": value, **more}


def _exact_place(form: NewIncidentForm, account: Account) -> str:
    """Return the exact point in words: coordinates, how exact, how far from the line."""
    if account.location is None:
        return ""
    words = [f"{account.location.y:.5f}, {account.location.x:.5f}"]
    words.append(str(account.get_location_precision_display()))
    if form.cleaned_data.get("coordinates_from") == "gps" and form.cleaned_data.get("gps_accuracy") is not None:
        words[-1] += f", {form.cleaned_data['gps_accuracy']} m"
    if account.distance_m is not None:
        words.append(distance_words(account.distance_m, exact=True))
    return ". ".join(words)


@require_safe
@for_writers
def sent(request: HttpRequest) -> HttpResponse:
    """Show the receipt: the numbers, both times, who is being told, and what comes next."""
    user, id = signed_in(request), uuid4_of(request.GET.get("draft", ""))
    visible = Incident.objects.visible_to(user).for_reading()
    # What was written as the account of an incident that was there has given the account its id.
    written = Account.objects.visible_to(user).filter(pk=id, side=user.side_id) if id else Account.objects.none()
    incident = visible.filter(Q(pk=id) | Q(pk__in=written.values("incident"))).first() if id else None
    read = reading(incident, user) if incident else None
    if read is None or not read.is_own:
        raise Http404
    told = read.in_order(told_when(key_of(read.incident)), lambda each: each.side)
    context = {
        "read": read,
        "incident": incident,
        "account": read.account,
        "told": told,
        "draft_id": id,
        "is_joined": read.incident.pk != id,
        "offers": offers_for(read) if read.incident.pk == id else [],
        "link_kinds": [(kind.value, kind.label) for kind in BELONGS],
    }
    return render(request, "incidents/incident_sent.html", context)

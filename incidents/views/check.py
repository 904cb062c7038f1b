"""Checking the answers, sending them, and the receipt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from incidents import drafts
from incidents.alerts import key_of
from incidents.codes import Cause, Crowd, Form, Harm, LocationPrecision, Severity, Stoppage, TimePrecision, Visibility
from incidents.errors import ReplayDiffers
from incidents.forms import NewIncidentForm
from incidents.models import Account, Incident, IncidentDraft
from incidents.reading import Reading, reading
from incidents.services import report_incident
from incidents.services.report import digest_of
from incidents.views.access import for_writers, form_url, uuid4_of
from incidents.views.new import bound_form, checked_report
from incidents.wording import distance_words, listed, where_words
from notifications.told import told_when
from people.models import Clock, User
from people.permissions import signed_in


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
    if visibility not in {Visibility.OWN, Visibility.BOTH}:
        raise BadRequest("visibility")
    if request.POST.get("seen") != digest_of(form.facts):
        # Changed in another tab since: nothing is sent that was not shown.
        return _page(request, draft, form, report, changed=True)
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
    return _to_receipt(draft)


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
    incident = Incident.objects.visible_to(user).for_reading().filter(pk=id).first() if id else None
    read = reading(incident, user) if incident else None
    if read is None or not read.is_own:
        raise Http404
    told = read.in_order(told_when(key_of(read.incident)), lambda each: each.side)
    context = {"read": read, "incident": incident, "account": read.account, "told": told}
    return render(request, "incidents/incident_sent.html", context)

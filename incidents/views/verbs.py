"""What a reader does about an incident from its page: each verb is one call of a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents import services
from incidents.codes import Visibility
from incidents.errors import MayNot
from incidents.questions import WordsField
from incidents.reading import Reading
from incidents.views.account_verbs import as_seen
from incidents.views.detail import RefusedReason, detail_context
from incidents.views.shown import found
from people.strict import StrictForm


class ReasonForm(StrictForm):
    """Why a verb is done; kept in the thread."""

    reason = WordsField(max_length=2_000, required=False)


class WidenForm(StrictForm):
    """To whom an incident is opened."""

    to = ChoiceField(choices=[(each.value, each.label) for each in (Visibility.LOCAL, Visibility.PUBLIC)])


def _do(
    request: HttpRequest, ref: str, verb: Callable[[Reading], Any], done: str, *, reason_for: str = ""
) -> HttpResponse:
    """Run a verb and say on the incident's page what came of it.

    A refused verb that takes a reason, `reason_for`, answers the page itself, with the reason as it was typed.
    """
    if not request.user.is_authenticated:
        # Back to the page: a button is pressed again, never repeated by a sign-in.
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    try:
        verb(read)
    except ValidationError as error:
        # Who may not has no field for it.
        if reason_for and not isinstance(error, MayNot):
            return _with_reason(request, ref, reason_for, error)
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    # A draft that was sent has got its number.
    read.incident.refresh_from_db(fields=["number"])
    return redirect(read.incident)


def _with_reason(request: HttpRequest, ref: str, verb: str, error: ValidationError) -> HttpResponse:
    refused = RefusedReason(verb, request.POST.get("reason", ""), error.messages)
    # As it is now: what was read before is what may have changed.
    page = detail_context(request, found(request, ref), refused)
    return render(request, "incidents/incident_detail.html", page, status=getattr(error, "status_code", 422))


@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a draft to both sides."""
    return _do(
        request,
        ref,
        lambda read: services.submit_incident(incident=read.incident, by=read.reader),
        _("Sent to both sides. The representatives are being told."),
    )


@require_POST
def acknowledge(request: HttpRequest, ref: str) -> HttpResponse:
    """Acknowledge the signal."""
    return _do(
        request,
        ref,
        lambda read: services.acknowledge_incident(incident=read.incident, by=read.reader),
        _("Acknowledged. Both sides see it."),
    )


@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Release the side's account to the other side."""

    def verb(read: Reading) -> None:
        if read.account is None or not read.is_own:
            raise ValidationError(_("Your side has no account of this incident."))
        # Released is for good: nothing else is than what the page named as shown.
        check = as_seen(request.POST.get("seen", ""))
        services.release_account(account=read.account, by=read.reader, check=check)

    return _do(request, ref, verb, _("Released. The other side can read your side's account."))


@require_POST
def localise(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm for the own side that it is localised, or that the other side is silent."""
    return _do(
        request,
        ref,
        lambda read: services.localise_incident(incident=read.incident, by=read.reader),
        _("Recorded. Both sides see it."),
    )


@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close it for the own side."""
    return _do(
        request,
        ref,
        lambda read: services.close_incident(incident=read.incident, by=read.reader),
        _("Closed for your side. Both sides see it."),
    )


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Open it again, with a reason."""
    return _do(
        request,
        ref,
        lambda read: services.reopen_incident(incident=read.incident, by=read.reader, **_filled(ReasonForm, request)),
        _("Reopened. Both sides see why."),
        reason_for="reopen",
    )


@require_POST
def not_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that what the own side reported was not confirmed, with a reason."""
    return _do(
        request,
        ref,
        lambda read: services.say_not_confirmed(incident=read.incident, by=read.reader, **_filled(ReasonForm, request)),
        _("Recorded as not confirmed. Both sides see why."),
        reason_for="not_confirm",
    )


@require_POST
def widen(request: HttpRequest, ref: str) -> HttpResponse:
    """Open it to local authorities, or agree to open it to the public."""
    return _do(
        request,
        ref,
        lambda read: services.widen_incident(incident=read.incident, by=read.reader, **_filled(WidenForm, request)),
        _("Recorded. Both sides see it."),
    )


def _filled(form_class: type[StrictForm], request: HttpRequest) -> dict[str, Any]:
    """Return the answers of a form.

    :raises ValidationError: if it is not filled in as it should.
    """
    form = form_class(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data

"""What a reader does about an incident from its page: each verb is one call of a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents import services
from incidents.reading import Reading
from incidents.views.shown import found


def _do(request: HttpRequest, ref: str, verb: Callable[[Reading], Any], done: str) -> HttpResponse:
    """Run a verb and say on the incident's page what came of it."""
    if not request.user.is_authenticated:
        # Back to the page: a button is pressed again, never repeated by a sign-in.
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    try:
        verb(read)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    # A draft that was sent has got its number.
    read.incident.refresh_from_db(fields=["number"])
    return redirect(read.incident)


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
        services.release_account(account=read.account, by=read.reader)

    return _do(request, ref, verb, _("Released. The other side can read your side's account."))

"""What the own side does with its account once it is written: each verb is one call of a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from incidents import services
from incidents.accounts.versions import own_account, released_of, tag_of
from incidents.errors import StaleVersion
from incidents.models import Account
from incidents.views.shown import found

Check = Callable[[Account], None]
# The services by verb, and what the page says once it is done.
VERBS: dict[str, tuple[Callable[..., Any], Any]] = {
    "submit": (services.submit_account, gettext_lazy("Submitted. A representative of your side can verify it.")),
    "verify": (services.verify_account, gettext_lazy("Verified by your side.")),
    "release": (services.release_account, gettext_lazy("Released. The other side can read your side's account.")),
    "withdraw": (services.withdraw_account, gettext_lazy("Withdrawn. It stays readable, marked as withdrawn.")),
    "open_to_partners": (services.open_account_to_partners, gettext_lazy("Partners of both sides can read it.")),
}
# What is said or shown for good must be what was read on the page.
CHECKED = {"verify", "release"}
# These are about the released version, whatever is at work.
OF_RELEASED = {"withdraw", "open_to_partners"}


@require_POST
def account_verb(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Do one thing with the own side's account: with the released version, or else with the latest.

    `seen` is the tag of the one on the page.
    """
    if verb not in VERBS:
        raise Http404
    if not request.user.is_authenticated:
        # Back to the page: a button is pressed again, never repeated by a sign-in.
        return redirect_to_login(reverse("incidents:detail", args=[ref]))
    read = found(request, ref)
    service, done = VERBS[verb]
    account = own_account(read.incident, read.reader)
    try:
        if account is None:
            raise ValidationError(_("Your side has no account of this incident."))
        if verb in OF_RELEASED:
            account = released_of(account) or account
        more = {"check": as_seen(request.POST.get("seen", ""))} if verb in CHECKED else {}
        service(account=account, by=read.reader, **more)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(f"{read.incident.get_absolute_url()}#account-h")


def as_seen(seen: str) -> Check:
    """Return the check that what stands is what the page showed: a tag of `versions.tag_of`."""

    def check(account: Account) -> None:
        if tag_of(account) != seen:
            raise StaleVersion(_("It changed since you read it. Read it again, then decide."), tag_of(account))

    return check

"""Whether the one who asks has just shown who it is, for what must not be done from a screen left open."""

from time import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from people.permissions import signed_in


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether this session's person signed in, or confirmed it, within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    Where the person has a second factor, only that counts.
    """
    if not request.user.is_authenticated or getattr(request, "api_token", None) is not None:
        return False
    person = signed_in(request)
    steps = get_authentication_records(request, person)
    if is_mfa_enabled(person):
        steps = [step for step in steps if step["method"] == "mfa"]
    return bool(steps) and time() - steps[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def reauthenticate_first(request: HttpRequest, back_to: str) -> HttpResponseRedirect:
    """Lead to the page that asks for the second factor, or else the password, and from there back to a page."""
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back_to})}")

"""What a signed-in person has to do first: choose an own password, and set up a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _

from people.permissions import signed_in
from people.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Open before the gate: what it leads to, the way out, and what needs no person.
PASSWORD_PAGES = {"account_change_password", "account_logout", "account_login", "set_language"}
FACTOR_PAGES = PASSWORD_PAGES | {
    "account_reauthenticate",
    "help",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
}
WITHOUT_A_PERSON = {"notifications:answer_link"}
# Remembered in the session; a change of factors ends every session but the one it is made in, which forgets it.
HAS_FACTOR = "has_second_factor"


class GateMiddleware:
    """Lead a person with a made-up password to the page that changes it, and one without a second factor to
    the page that sets it up, where MFA_REQUIRED; refuse everything else. A token was made behind the gate.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and getattr(request, "api_token", None) is None:
            if signed_in(request).has_made_up_password:
                title = _("Choose your own password first.")
                return self._through(request, PASSWORD_PAGES, "account_change_password", "password_is_made_up", title)
            if settings.MFA_REQUIRED and not self._has_factor(request):
                title = _("Set up a second factor first.")
                return self._through(request, FACTOR_PAGES, "mfa_index", "mfa_required", title)
        return self.get_response(request)

    def _has_factor(self, request: HttpRequest) -> bool:
        if not request.session.get(HAS_FACTOR):
            if not is_mfa_enabled(signed_in(request)):
                return False
            request.session[HAS_FACTOR] = True
        return True

    def _through(self, request: HttpRequest, pages: set[str], to: str, code: str, title: str) -> HttpResponseBase:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            name = ""
        if name in pages | WITHOUT_A_PERSON or (not name and not request.path.startswith("/api/")):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problem(request, status=403, code=code, title=title)
        return HttpResponseRedirect(reverse(to))

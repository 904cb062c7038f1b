"""The own account, the page language, help, and the style guide."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import services
from people.forms import PreferencesForm, RevokeForm, TokenForm
from people.help import NO, READERS, WHO_SEES
from people.models import User
from people.permissions import signed_in
from people.styleguide import styleguide_context

YEAR = 365 * 24 * 3600
LATEST_SIGN_INS = 8


def _signed_in(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead an anonymous POST to the account's page after signing in: what was posted has no page to open."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("people:account"))
        return view(request)

    return checked


def _account_page(
    request: HttpRequest, *, token_form: TokenForm | None = None, new_key: str = "", status: int = 200
) -> HttpResponse:
    person = signed_in(request)
    context = {
        "person": person,
        "preferences": PreferencesForm(instance=User(language=person.language, time_zone=person.time_zone)),
        "token_form": token_form or TokenForm(),
        "new_key": new_key,
        "tokens": person.tokens.order_by("-created_at"),
        "has_factor": User.objects.with_factor().filter(pk=person.pk, has_factor=True).exists(),
        "sign_ins": person.sign_ins.order_by("-at")[:LATEST_SIGN_INS],
        "today": timezone.now(),
    }
    return render(request, "account/account.html", context, status=status)


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, with what rights, and the own API tokens."""
    return _account_page(request)


@require_POST
@_signed_in
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Set the own language and clock."""
    # A form of its own instance: a refused answer must not show in the frame.
    form = PreferencesForm(request.POST, instance=User())
    form.fields["language"].required = form.fields["time_zone"].required = True
    if not form.is_valid():
        raise BadRequest
    services.change_preferences(user=signed_in(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return speak(redirect("people:account"), form.cleaned_data["language"])


@require_POST
@_signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session but this one, every answer link and every token of one's own."""
    person = signed_in(request)
    services.end_everything(person=person)
    update_session_auth_hash(request, person)
    messages.success(request, _("Every other session, every link and every token is ended."))
    return redirect("people:account")


@require_POST
@_signed_in
def create_token(request: HttpRequest) -> HttpResponse:
    """Make an API token; the page that answers is the only one that ever shows its key."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _account_page(request, token_form=form, status=400)
    try:
        _token, key = services.create_token(
            user=signed_in(request),
            scopes=form.cleaned_data["scopes"],
            life=timedelta(days=form.cleaned_data["days"]),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _account_page(request, token_form=form, status=400)
    return _account_page(request, new_key=key)


@require_POST
@_signed_in
def revoke_token(request: HttpRequest) -> HttpResponse:
    """End one of the own API tokens."""
    form = RevokeForm(request.POST, user=signed_in(request))
    if not form.is_valid():
        raise BadRequest
    services.revoke_token(token=form.cleaned_data["token"])
    messages.success(request, _("The token is revoked."))
    return redirect("people:account")


def speak(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on, and go back to the page one came from."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    return speak(HttpResponseRedirect(back), language)


@require_safe
@login_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Say in a page how the product works, and what it does not promise."""
    return render(request, "help.html", {"readers": READERS, "who_sees": WHO_SEES, "no": NO})


@require_safe
@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every mark and component with its states."""
    return render(request, "styleguide.html", styleguide_context())

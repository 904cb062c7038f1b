"""What surrounds every request: its id, its bearer token, its language, and who acts in the database."""

import logging
import re
import uuid
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from people.actors import acting_as, actor_for
from people.models import ApiToken
from people.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)

BEARER = re.compile(r"^Bearer ([A-Za-z0-9_\-]{20,100})$")


class RequestIdMiddleware:
    """Give each request an id, told in `X-Request-ID` and in every problem body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class DatabaseMiddleware:
    """Answer 503 at once while the database is away; the next request after its return is served again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            # Opens the connection, or finds out that a kept one is dead.
            with connection.cursor():
                pass
        except OperationalError:
            logger.error("database_away")
            return self._away(request)
        return self.get_response(request)

    def _away(self, request: HttpRequest) -> HttpResponseBase:
        title = _("The service is away for a moment. Nothing you typed is lost: try again.")
        headers = {"Retry-After": "5", "Cache-Control": "no-store"}
        if not request.path.startswith(("/api/", "/healthz", "/readyz")):
            return HttpResponse(title, status=503, content_type="text/plain; charset=utf-8", headers=headers)
        return problem(request, status=503, code="database_away", title=title, headers=headers)


class TokenMiddleware:
    """Set the user of a bearer token, before anything asks who acts. A bad token is answered by the API."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.api_token = None  # type: ignore[attr-defined]
        header = request.headers.get("Authorization", "")
        if header and request.path.startswith(("/api/", "/tiles/", "/feeds/", "/ogc/")):
            self._set_user(request, header)
        return self.get_response(request)

    def _set_user(self, request: HttpRequest, header: str) -> None:
        # Whoever sends a header means the header: a session beside it must not answer for it.
        request.user = AnonymousUser()
        match = BEARER.match(header)
        if not match:
            return
        digest = ApiToken.digest_of(match[1])
        token = ApiToken.objects.select_related("user__side").filter(digest=digest).first()
        now = timezone.now()
        if token is None or not token.is_valid(now):
            return
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        request.user = token.user
        request.api_token = token  # type: ignore[attr-defined]


class LanguageMiddleware:
    """Speak the language chosen on the page, else the user's own, else what the browser asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in known and request.user.is_authenticated and request.api_token is None:  # type: ignore[attr-defined]
            chosen = request.user.language
        if chosen not in known:
            chosen = translation.get_language_from_request(request)
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", chosen)
        return response


class NoStoreMiddleware:
    """Keep what was shown to one person out of every cache, unless a view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response


class _Undo(Exception):
    """Rolls back what a request wrote before its exception became a 500."""


class ActingMiddleware:
    """Run the whole request as the one who asks, so that late rendering sees rows; undo it on a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A long text comes in slowly over a poor link, and the database ends a transaction that waits for 15 s.
        # What is wrong with a body is answered by who needs it.
        with suppress(UnreadablePostError, RequestDataTooBig):
            _ = request.body
        try:
            with acting_as(actor_for(request.user)):
                response = self.get_response(request)
                if response.status_code >= 500:
                    raise _Undo
        except _Undo:
            pass
        return response

"""How long a session lives: half an hour without a request, and twelve hours in all."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BEGAN, SEEN = "began", "seen"
# A row is written at most so often for being seen; the idle limit is kept by this much early.
GRAIN = 60


def begin(request: HttpRequest) -> None:
    """Start the clock of a session that was just signed in."""
    request.session[BEGAN] = request.session[SEEN] = int(time())


class SessionLifeMiddleware:
    """End a session that was idle for too long, or has lived for too long; then nobody is signed in.

    The page that was asked for leads to signing in as for anybody, and what was typed waits there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._look_at(request)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest) -> None:
        now = int(time())
        began, seen = request.session.get(BEGAN), request.session.get(SEEN)
        if not isinstance(began, int) or not isinstance(seen, int):
            # Begun before sessions had a clock.
            begin(request)
        elif now - began >= settings.SESSION_COOKIE_AGE:
            self._end(request, "too_long")
        elif now - seen > settings.SESSION_IDLE_SECONDS - GRAIN:
            self._end(request, "idle")
        elif now - seen >= GRAIN:
            request.session[SEEN] = now

    def _end(self, request: HttpRequest, why: str) -> None:
        request.session_ended = why  # type: ignore[attr-defined]
        logout(request)

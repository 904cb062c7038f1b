"""How the API learns who asks: a bearer token, or the session of a page."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; the middleware has looked the token up already."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token = getattr(request._request, "api_token", None)
        if token is not None:
            return token.user, token
        if request.headers.get("Authorization"):
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PageSessionAuthentication(SessionAuthentication):
    """The session of a signed-in page, with its CSRF check."""

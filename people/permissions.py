"""What a token's scopes allow."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from people.models import ApiToken, User

if TYPE_CHECKING:
    # The framework's views import this module, as a default of settings.
    from rest_framework.views import APIView


class SignedInWithScope(BasePermission):
    """Signed in; a token also needs the view's scope, as `scope = "incidents"` on the view.

    A view without a scope is open to any token. Reading needs `:read`, everything else `:write`.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        token, scope = request.auth, getattr(view, "scope", None)
        if not isinstance(token, ApiToken) or scope is None:
            return True
        verb = "read" if request.method in SAFE_METHODS else "write"
        return f"{scope}:{verb}" in token.scopes


def signed_in(request: Request | HttpRequest) -> User:
    """Return who asks, on a page or of the API, behind a check that let nobody anonymous through."""
    assert isinstance(request.user, User)
    return request.user

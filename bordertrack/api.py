"""Every API route, and the one error handler: RFC 9457 problem bodies."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils.translation import gettext as _
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import page_not_found
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import set_rollback

from analysis.api import urlpatterns as analysis_urls
from bordertrack import docs
from incidents.api import routes as incident_routes
from notifications.api import routes as notification_routes
from people.api import routes as people_routes
from segments.api import routes as segment_routes

PROBLEM = "application/problem+json"


def _flat(detail: Any, field: str = "") -> dict[str, list[str]]:
    """Return every message under the field it belongs to."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            for name, messages in _flat(value, f"{field}.{key}" if field else str(key)).items():
                found.setdefault(name, []).extend(messages)
        return found
    if isinstance(detail, (list, tuple)):
        found = {}
        for item in detail:
            for name, messages in _flat(item, field).items():
                found.setdefault(name, []).extend(messages)
        return found
    return {field or "non_field_errors": [str(detail)]}


def problem_body(request: Any, *, code: int, name: str, title: str, errors: dict[str, list[str]]) -> dict[str, Any]:
    """Return a problem body: `type title status code request_id errors`."""
    return {
        "type": "about:blank",
        "title": title,
        "status": code,
        "code": name,
        "request_id": getattr(request, "id", ""),
        "errors": errors,
    }


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into a problem body; what is not listed here stays a 500."""
    errors: dict[str, list[str]] = {}
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(*error.args)
    elif isinstance(error, ValidationError):
        code = getattr(error, "status_code", status.HTTP_400_BAD_REQUEST)
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        name = getattr(error, "problem_code", "invalid")
        title = getattr(error, "title", "") or _("The request cannot be accepted.")
        return _answer(context, code=code, name=name, title=title, errors=errors, headers={})
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        errors, title, name = _flat(error.detail), _("The request cannot be accepted."), "invalid"
    else:
        detail: Any = error.detail
        title, name = str(detail), getattr(detail, "code", error.default_code)
    return _answer(context, code=error.status_code, name=name, title=title, errors=errors, headers=headers)


def _answer(context: Any, *, code: int, name: str, title: str, errors: Any, headers: dict[str, str]) -> Response:
    set_rollback()
    request = getattr(context["request"], "_request", context["request"])
    body = problem_body(request, code=code, name=name, title=title, errors=errors)
    return Response(body, status=code, headers=headers, content_type=PROBLEM)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a path that is no route: under `/api/` as every other missing thing is answered there."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    code, name, title = 404, "not_found", _("Not found.")
    if not request.user.is_authenticated:
        code, name, title = 401, "not_authenticated", _("Sign in, or send a token.")
    body = problem_body(request, code=code, name=name, title=title, errors={})
    return JsonResponse(body, status=code, content_type=PROBLEM)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what was refused before any view saw it: a body too large to be read, a form that is none."""
    is_too_large = isinstance(exception, RequestDataTooBig)
    if not request.path.startswith("/api/"):
        response = plain_bad_request(request, exception, "413.html" if is_too_large else "400.html")
        response.status_code = 413 if is_too_large else 400
        return response
    if is_too_large:
        code, name, title = 413, "body_too_large", _("The body is too large.")
    else:
        code, name, title = 400, "invalid", _("The request cannot be accepted.")
    body = problem_body(request, code=code, name=name, title=title, errors={})
    return JsonResponse(body, status=code, content_type=PROBLEM)


router = SimpleRouter()
for routes in (incident_routes, segment_routes, notification_routes, people_routes):
    for prefix, viewset, basename in routes:
        router.register(prefix, viewset, basename=basename)

urlpatterns = [
    # Before the router, for which `incidents/cells/` would be an incident.
    *analysis_urls,
    path("", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.ApiDocs.as_view(), name="docs"),
]

"""What the machinery around a view answers to a program; views raise, and bordertrack/api.py answers for them."""

from typing import Any

from django.http import HttpRequest, JsonResponse


def problem(
    request: HttpRequest, *, status: int, code: str, title: str, headers: dict[str, str] | None = None
) -> JsonResponse:
    """Return a problem body, as every other answer of the API has it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "request_id": getattr(request, "id", ""),
        "errors": {},
    }
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)

"""How the geography is answered: short lists, GeoJSON, and a tag by which a client asks again cheaply."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from people.strict import refuse_unknown_parameters

LARGEST_PAGE = 200
PAGING = {"limit", "cursor", "count", "format"}
JSON, GEOJSON = "application/json", "application/geo+json"
# The geography changes with a treaty; five minutes spare a poor link, and the tag spares the rest.
FRESH_SECONDS = 300


class GeoJSONRenderer(JSONRenderer):
    """Accepts `application/geo+json`."""

    media_type = GEOJSON
    format = "geojson"


def asked_day(request: Request) -> date:
    """Return the day of `at`, in UTC; today where it is left out.

    :raises ValidationError: unless it is a date such as 2017-02-07.
    """
    text = request.GET.get("at", "")
    if not text:
        return datetime.now(UTC).date()
    return day_of(text)


def day_of(text: str) -> date:
    """Return the day written as 2017-02-07.

    :raises ValidationError: as `{"at": [message]}`.
    """
    try:
        if len(text) != len("2017-02-07") or not text.isascii():
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({"at": [_("Give a date such as 2017-02-07.")]}) from error


def wants_geojson(request: Request) -> bool:
    """Whether GeoJSON was asked for, by `format=geojson` or by the Accept header."""
    asked = request.GET.get("format", "")
    if asked not in {"", "json", "geojson"}:
        raise ValidationError({"format": [_("Choose json or geojson.")]})
    return asked == "geojson" or (not asked and request.accepted_media_type == GEOJSON)


def listed(request: Request, rows: Sequence[Any], shown: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return one page of a short list: `next`, `previous`, `results`, and `count` where asked for."""
    limit = _whole(request, "limit", LARGEST_PAGE, least=1, most=LARGEST_PAGE)
    start = _whole(request, "cursor", 0, least=0, most=max(len(rows), 0))
    if request.GET.get("count", "1") != "1":
        raise ValidationError({"count": [_("Say count=1, or leave it out.")]})
    page = {
        "next": _at(request, start + limit) if start + limit < len(rows) else None,
        "previous": _at(request, max(start - limit, 0)) if start > 0 else None,
        "results": [shown(row) for row in rows[start : start + limit]],
    }
    return {**page, "count": len(rows)} if "count" in request.GET else page


def answer(request: Request, body: dict[str, Any], content_type: str = JSON) -> HttpResponse:
    """Return a body with its tag, or 304 where the client has it already."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    return response


def refuse_unknown(request: Request, *known: str) -> None:
    """Refuse every parameter but these and those of a page.

    :raises ValidationError: naming the parameter.
    """
    refuse_unknown_parameters(request._request, PAGING | set(known))


def _whole(request: Request, name: str, default: int, *, least: int, most: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise ValidationError({name: [_("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most}]})
    return int(text)


def _at(request: Request, start: int) -> str:
    query = request.GET.copy()
    query["cursor"] = str(start)
    return str(request.build_absolute_uri("?" + query.urlencode()))

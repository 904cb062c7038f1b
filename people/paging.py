"""Keyset pages, newest first: the same cost at any depth, stable while new rows arrive."""

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

LARGEST_PAGE = 200


@dataclass(frozen=True)
class Page:
    """One page, with the queries of its neighbours; None where there is none."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page_size(request: HttpRequest, default: int = 50) -> int:
    """Return `limit`, from 1 to 200.

    :raises ValidationError: if it is anything else.
    """
    text = request.GET.get("limit", str(default))
    # Three digits at most: what is cut off must not be what decides.
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LARGEST_PAGE):
        raise ValidationError({"limit": [_("Give a number from 1 to %(most)d.") % {"most": LARGEST_PAGE}]})
    return int(text)


def page_of(queryset: Any, request: HttpRequest, *, size: int, by: str) -> Page:
    """Return the page that the request's cursor points at, ordered by a moment and the UUID of a row.

    :raises ValidationError: if the cursor is not one of ours.
    """
    cursor = request.GET.get("cursor", "")
    backwards = False
    if cursor:
        backwards, moment, key = _decode(cursor)
        side = "gt" if backwards else "lt"
        # The first condition is the index range; the second cuts its ties.
        queryset = queryset.filter(**{f"{by}__{side}e": moment}).filter(
            Q(**{f"{by}__{side}": moment}) | Q(**{by: moment, f"pk__{side}": key})
        )
    order = (by, "pk") if backwards else (f"-{by}", "-pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        rows=rows,
        next=_query(request, rows[-1], by, backwards=False) if rows and has_next else None,
        previous=_query(request, rows[0], by, backwards=True) if rows and has_previous else None,
    )


def _query(request: HttpRequest, row: Any, by: str, *, backwards: bool) -> str:
    text = json.dumps([int(backwards), getattr(row, by).isoformat(), str(row.pk)])
    query = request.GET.copy()
    query["cursor"] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return query.urlencode()


def _decode(cursor: str) -> tuple[bool, datetime, uuid.UUID]:
    try:
        backwards, text, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return bool(backwards), moment, uuid.UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error, RecursionError) as error:
        raise ValidationError({"cursor": [_("This cursor is not one of ours.")]}) from error

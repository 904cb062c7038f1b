"""Keyset pages: the same cost at any depth, stable while new rows arrive."""

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

LARGEST_PAGE = 200


@dataclass(frozen=True)
class Page:
    """One page, newest first, with the queries of its neighbours; None where there is none."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page_size(query: QueryDict, default: int = 50) -> int:
    """Return `limit`, from 1 to 200.

    :raises ValidationError: if it is anything else.
    """
    text = query.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LARGEST_PAGE):
        raise ValidationError({"limit": [_("Give a number from 1 to %(most)d.") % {"most": LARGEST_PAGE}]})
    return int(text)


def _encode(row: Any, backwards: bool) -> str:
    text = json.dumps([int(backwards), row.occurred_at.isoformat(), str(row.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[bool, datetime, uuid.UUID]:
    try:
        backwards, moment, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        occurred_at = datetime.fromisoformat(moment)
        if occurred_at.tzinfo is None:
            raise ValueError(moment)
        return bool(backwards), occurred_at, uuid.UUID(key)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        raise ValidationError({"cursor": [_("This cursor is not one of ours.")]}) from error


def page_of(queryset: Any, request: HttpRequest, *, size: int) -> Page:
    """Return the page that the request's cursor points at.

    :raises ValidationError: if the cursor is not one of ours.
    """
    cursor = request.GET.get("cursor", "")
    backwards = False
    if cursor:
        backwards, moment, key = _decode(cursor)
        if backwards:
            after = Q(occurred_at__gt=moment) | Q(occurred_at=moment, pk__gt=key)
            queryset = queryset.filter(occurred_at__gte=moment).filter(after)
        else:
            after = Q(occurred_at__lt=moment) | Q(occurred_at=moment, pk__lt=key)
            # The first condition is the index range; the second cuts its ties.
            queryset = queryset.filter(occurred_at__lte=moment).filter(after)
    order = ("occurred_at", "pk") if backwards else ("-occurred_at", "-pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        rows=rows,
        next=_query(request, rows[-1], backwards=False) if rows and has_next else None,
        previous=_query(request, rows[0], backwards=True) if rows and has_previous else None,
    )


def _query(request: HttpRequest, row: Any, *, backwards: bool) -> str:
    query = request.GET.copy()
    query["cursor"] = _encode(row, backwards)
    return query.urlencode()

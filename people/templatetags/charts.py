"""Bars, key figures, the month histogram and paging. Numbers come from the caller; nothing is counted here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import template

from people.histogram import Month, layout

register = template.Library()


@register.inclusion_tag("components/_bars.html")
def bars(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw a bar list. A row has `label` and `n`; `url` where it filters, `severity` for a mark, `current`."""
    known = list(rows)
    most = max((row["n"] for row in known), default=0) or 1
    return {"rows": [{**row, "width": f"{100 * row['n'] / most:.1f}"} for row in known]}


@register.inclusion_tag("components/_figures.html")
def figures(rows: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Draw key figures. A row has `value` (text), `label`, and `unit`, `source`, `source_url` where known."""
    return {"rows": list(rows), "label": label}


def _month(row: Mapping[str, Any] | Month) -> Month:
    if isinstance(row, Month):
        return row
    day: date = row["month"]
    return Month(day, row["pale"], row["dark"], row.get("url", ""))


@register.inclusion_tag("components/_histogram.html")
def histogram(months: Iterable[Mapping[str, Any] | Month], label: str) -> dict[str, Any]:
    """Draw consecutive months, each with `month` (a date), `pale` (severity 1–3), `dark` (4–5), maybe `url`.

    `label` says what is counted; the same figures stand in a table below.
    """
    rows: Sequence[Month] = [_month(row) for row in months]
    return {"months": rows, "label": label, "wide": layout(rows, 800), "narrow": layout(rows, 328)}


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    previous: str | None,
    following: str | None,
    said: str = "",
) -> dict[str, Any]:
    """Draw links to the pages before and after, and what is said between them, such as "1 – 8 of 53"."""
    return {"previous": previous, "next": following, "said": said}

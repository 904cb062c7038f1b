"""What the dashboard shows: one set of incidents, counted once, listed, and the border as of a day beside it."""

import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from analysis.counts import months_between
from analysis.tally import FACETS, Tally, tally
from incidents.codes import Origin
from incidents.filters import IncidentFilter, figures
from incidents.models import Incident
from incidents.reading import Reading, readings
from people.models import User
from people.paging import Page, page_of
from segments.ledger import Ledger, ledger_at

PAGE_SIZE = 8
MOST_MONTHS = 600
MOST_SUMS = 5
SHORT_PERIOD = timedelta(days=10 * 366)
# What the address holds besides the filters: the page of the list, the day of the border, the view of the map.
STATE = {"cursor", "at", "map"}


@dataclass(frozen=True)
class Dashboard:
    """One reader's figures under one address. Every part counts the same incidents."""

    tally: Tally
    # How many there were in as long a time before; None without a period that has both ends.
    before: int | None
    page: Page
    rows: list[Reading]
    sums: list[Reading]
    ledger: Ledger
    filters: dict[str, Any]

    @property
    def months(self) -> list[tuple[date, int, int]]:
        """Consecutive months from the first to the last that has incidents, or of a short period all of them:
        month, severity 1–3, severity 4–5."""
        if not self.tally.months:
            return []
        run = months_between(min(self.tally.months), max(self.tally.months))[-MOST_MONTHS:]
        after, before = self.filters.get("occurred_after"), self.filters.get("occurred_before")
        if after and before and timedelta(0) < before - after <= SHORT_PERIOD:
            period = months_between(after.date(), (before - timedelta(days=1)).date())
            # The stated clock may put an incident at the period's edge into the month beside it.
            run = months_between(min(run[0], period[0]), max(run[-1], period[-1]))
        return [(month, *self.tally.months.get(month, (0, 0))) for month in run]

    @property
    def earlier(self) -> int:
        """How many lie before the months drawn: a mistyped century must not draw a thousand bars."""
        return self.tally.total - sum(pale + dark for _month, pale, dark in self.months)


def dashboard_of(request: HttpRequest, *, at: date) -> Dashboard:
    """Return the dashboard of the one who asks, under the filters of the address.

    :raises ValidationError: for a parameter, code or cursor that is not known, as `{parameter: [message]}`.
    """
    user = request.user
    assert isinstance(user, User)
    visible = Incident.objects.visible_to(user)
    listed, found = figures(request, visible, also=STATE)
    filters = found.form.cleaned_data
    page = page_of(listed.for_reading(), request, size=PAGE_SIZE, by="occurred_at")
    counted = tally(_but_for_facets(request, visible), chosen=_chosen(filters))
    return Dashboard(
        tally=counted,
        before=_before(request, visible, filters),
        page=page,
        rows=readings(page.rows, user),
        sums=_sums(request, visible, user) if counted.sums_of_sources else [],
        ledger=ledger_at(at),
        filters=filters,
    )


def _chosen(filters: dict[str, Any]) -> dict[str, Q | None]:
    """Return the condition of each facet that narrows; the deployment's origins do unless others are asked for."""
    chosen: dict[str, Q | None] = {}
    for facet in FACETS:
        filter_ = IncidentFilter.base_filters[facet]
        codes = filters.get(facet) or (list(settings.FIGURES_ORIGINS) if facet == "origin" else None)
        chosen[facet] = Q((f"{filter_.field_name}__{filter_.lookup_expr}", codes)) if codes else None
    return chosen


def _but_for_facets(request: HttpRequest, visible: Any) -> Any:
    query = request.GET.copy()
    for facet in FACETS:
        query.pop(facet, None)
    return IncidentFilter(query, queryset=visible, request=request).qs


def _before(request: HttpRequest, visible: Any, filters: dict[str, Any]) -> int | None:
    """Count the same in as long a time before the period."""
    after, before = filters.get("occurred_after"), filters.get("occurred_before")
    if after is None or before is None or after >= before:
        return None
    try:
        start = after - (before - after)
    except OverflowError:
        return None
    query = request.GET.copy()
    query["occurred_after"], query["occurred_before"] = start.isoformat(), after.isoformat()
    counted, _found = figures(_asking(request, query), visible, also=STATE)
    return int(counted.count())


def _sums(request: HttpRequest, visible: Any, user: User) -> list[Reading]:
    """Return the sums of sources that the filters find: not counted, but not hidden either."""
    query = request.GET.copy()
    if not query.get("origin"):
        query["origin"] = ",".join(settings.FIGURES_ORIGINS)
    found = IncidentFilter(query, queryset=visible.filter(is_aggregate=True), request=request).qs
    return readings(found.newest_first().for_reading()[:MOST_SUMS], user)


def _asking(request: HttpRequest, query: QueryDict) -> HttpRequest:
    other = copy.copy(request)
    other.GET = query  # type: ignore[assignment]
    return other


def day_of(request: HttpRequest, *, today: date) -> date:
    """Return the day as of which the border is shown.

    :raises ValidationError: unless `at` is a date.
    """
    text = request.GET.get("at", "")
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({"at": [_("Give a date such as 2017-02-07.")]}) from error
    if not date(1900, 1, 1) <= day <= today + timedelta(days=366):
        raise ValidationError({"at": [_("Give a date from 1900 until now.")]})
    return day


def origins_asked(filters: dict[str, Any]) -> list[str]:
    """Return the origins that count under the filters."""
    return list(filters.get("origin") or settings.FIGURES_ORIGINS)


def open_origins(filters: dict[str, Any]) -> list[str]:
    """Return the origins of incidents that can be open: what a public source tells is history."""
    return [origin for origin in origins_asked(filters) if origin != Origin.PUBLIC_SOURCE]

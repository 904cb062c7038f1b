"""The dashboard."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from analysis.dashboard import dashboard_of, day_of, origins_asked
from analysis.filterbar import FilterBar, canonical, changed, today, url_of
from analysis.panels import bars, border_bar, key_figures, paging, scope_words

FRAGMENT = "X-Fragment"


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the incidents along the border, under the filters of the address: counted, mapped and listed."""
    tidy = canonical(request.GET)
    if tidy != request.GET:
        return HttpResponseRedirect(url_of(tidy))
    now = today()
    try:
        at = day_of(request, today=now)
        shown = dashboard_of(request, at=at)
    except ValidationError as error:
        # Every address here comes from a link or a form of ours: a wrong one was typed.
        raise BadRequest("; ".join(error.messages)) from error
    origins = origins_asked(shown.filters)
    filterbar = FilterBar(request.GET, shown.tally, shown.filters, origins)
    context: dict[str, Any] = {
        "shown": shown,
        "at": at,
        "bar": filterbar,
        "years": filterbar.years(now.year),
        "months": [{"month": month, "pale": pale, "dark": dark} for month, pale, dark in shown.months],
        "scope": scope_words(request.user),
        "figures": key_figures(shown, filterbar),
        "bars": bars(filterbar),
        "border": border_bar(shown.ledger),
        "paging": paging(shown, request.GET),
        "map_config": _map_config(request, at, filterbar),
        # How this language groups digits, for the one count that a script writes.
        "thousand": 1000,
        "whole_url": url_of(changed(request.GET, map="7/39.60/71.20")),
    }
    is_fragment = request.headers.get(FRAGMENT) == "results"
    template = "analysis/_results.html" if is_fragment else "analysis/dashboard.html"
    response = render(request, template, context)
    patch_vary_headers(response, [FRAGMENT])
    return response


def _map_config(request: HttpRequest, at: date, filterbar: FilterBar) -> dict[str, Any]:
    config: dict[str, Any] = {
        "keep": True,
        "at": at.isoformat(),
        # The map draws its own box, and says what has no place: its filters are those without a box.
        "cells": {"filters": filterbar.filters_only(but=("bbox",))},
    }
    if request.GET.get("bbox"):
        config["bounds"] = [float(side) for side in request.GET["bbox"].split(",")]
    return config

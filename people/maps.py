"""What every map is told: where its data is, what region it may show, and its words in the page language."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

# The populated part of the border: a phone that opened on all of it would hide the Isfara valley.
POPULATED = (69.3, 39.72, 71.1, 40.38)
BASEMAP = {"land": "land", "lakes": "lakes", "rivers": "rivers", "roads": "schematic_lines"}
API = "/api/v1"


def _countries() -> list[dict[str, Any]]:
    return [
        {"name": _("Uzbekistan"), "lon": 70.75, "lat": 40.75},
        {"name": _("Kyrgyzstan"), "lon": 71.2, "lat": 39.86},
        {"name": _("Tajikistan"), "lon": 69.55, "lat": 39.3},
        {"name": _("China"), "lon": 74.2, "lat": 39.2},
    ]


def _words() -> dict[str, str]:
    return {
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "cell": _("Incidents: {n}. Highest severity: {s}"),
        "loading": _("Looking…"),
        "more": _("More of them are in the list."),
        "failed": _("No link. What is shown may be old."),
        "no_line": _("The line did not come. Reload the page."),
        "m": _("m"),
        "km": _("km"),
        "apportioned": _("Apportioned: the length was published, its position was not."),
        "pin": _("Place of the incident"),
        "placed": _("Pin at {where}"),
        "gps": _("GPS: {where}, within {m} m"),
        "waiting": _("Waiting for GPS. Under the open sky it takes up to 30 seconds."),
        "denied": _("This page may not use GPS. Allow it in the browser, or set the pin by hand."),
        "failed_gps": _("No GPS. Set the pin by hand, or type the coordinates."),
        "outside": _("That is outside the region of this border."),
    }


def map_settings(said: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the settings of a map, with what a page says of its own.

    A page may say: `bounds` (west, south, east, north), `keep` (the view stays in the URL), `at` (YYYY-MM-DD),
    `cells` ({"filters": query string}), `point` (lon, lat, severity, radius_m, label), `pin` ({"lon": id, "lat": id}).
    """
    return {
        "region": settings.OPERATING_REGION,
        "bounds": POPULATED,
        "at": "",
        "countries": _countries(),
        "words": _words(),
        "urls": {
            "basemap": {name: static(f"basemap/{file}.geojson") for name, file in BASEMAP.items()},
            "segments": f"{API}/segments/",
            "places": f"{API}/places/",
            "cells": f"{API}/incidents/cells/",
            "incidents": f"{API}/incidents/",
            "segment": "/segments/{code}/",
        },
        **(said or {}),
    }

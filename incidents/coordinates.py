"""Coordinates as people paste them: decimal degrees, or degrees, minutes and seconds, in Latin or Russian letters."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from segments.validation import valid_point

LONGEST = 100

# South and west are read too, so that the answer says what is wrong with them: out of the region.
_AXES = {"n": "lat", "s": "lat", "с": "lat", "ю": "lat", "e": "lon", "w": "lon", "в": "lon", "з": "lon"}
_NEGATIVE = {"s", "w", "ю", "з"}


_LETTER = r"[nsew]|[сю](?:\.?\s?ш\.?)?|[вз](?:\.?\s?д\.?)?"
# Minutes need the degree sign before them, seconds that of minutes.
_NUMBERS = (
    r"(?P<d{n}>[+-]?\d{{1,3}}(?:\.\d{{1,12}})?)\s*"
    r"(?:[°º]\s*(?:(?P<m{n}>\d{{1,2}}(?:\.\d{{1,12}})?)\s*[′'’]\s*"
    r"(?:(?P<s{n}>\d{{1,2}}(?:\.\d{{1,12}})?)\s*(?:″|\"|”|′′|''|’’)\s*)?)?)?"
)
_GAP = r"(?:\s*[,;/]\s*|\s+|(?<=[a-zа-я.°″\"”′'’]))"


def _pair(angle: str) -> re.Pattern[str]:
    first, second = (angle.format(n=n) for n in (1, 2))
    return re.compile(rf"(?:geo:)?\s*{first}{_GAP}{second}\s*", re.ASCII)


# Letters stand after both numbers or before both: N39.94 E70.49 must not lend its E to the 39.94.
_PATTERNS = (_pair(rf"{_NUMBERS}(?P<letter{{n}}>{_LETTER})?"), _pair(rf"(?P<letter{{n}}>{_LETTER})\s*{_NUMBERS}"))


class NotCoordinates(ValidationError):
    """The text cannot be read as two coordinates."""


def parse_coordinates(text: str) -> tuple[float, float]:
    """Return longitude and latitude of pasted coordinates, latitude first unless letters or the region say otherwise.

    :raises NotCoordinates: if the text is not a pair of coordinates.
    :raises BadCoordinates: if they lie outside the operating region.
    """
    match = _match(text)
    (first, first_axis), (second, second_axis) = _value(match, 1), _value(match, 2)
    if first_axis and first_axis == second_axis:
        raise NotCoordinates(_("Both coordinates lie on the same axis. Give latitude and longitude."))
    lon_first = first_axis == "lon" or second_axis == "lat"
    if not first_axis and not second_axis:
        # Maps copy latitude first, GeoJSON longitude. Along this border the numbers tell which is which.
        lon_first = _inside(first, second) and not _inside(second, first)
    lon, lat = (first, second) if lon_first else (second, first)
    return valid_point(round(lon, 7), round(lat, 7))


def _match(text: str) -> re.Match[str]:
    text = text.strip().lower()
    if len(text) <= LONGEST:
        # A comma between digits separates the pair, or else is a decimal comma.
        for reading in (text, re.sub(r"(?<=\d),(?=\d)", ".", text)):
            for pattern in _PATTERNS:
                match = pattern.fullmatch(reading)
                if match is not None:
                    return match
    raise NotCoordinates(_("Give latitude and longitude, such as 39.94167, 70.49611 or 39°56'30\" N 70°29'46\" E."))


def _value(match: re.Match[str], n: int) -> tuple[float, str]:
    """Return the degrees of one coordinate and the axis its letter names, if it has one."""
    degrees, minutes, seconds = match[f"d{n}"], match[f"m{n}"], match[f"s{n}"]
    whole_parts = [part for part, finer in ((degrees, minutes), (minutes, seconds)) if finer]
    over = [part for part in (minutes, seconds) if part and float(part) >= 60]
    if over or any("." in part for part in whole_parts):
        raise NotCoordinates(_("Minutes and seconds go from 0 to 59, and only the last number has decimals."))
    value = abs(float(degrees)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    letter = (match[f"letter{n}"] or " ")[0]
    negative = degrees.startswith("-") or letter in _NEGATIVE
    return (-value if negative else value), _AXES.get(letter, "")


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = settings.OPERATING_REGION
    return bool(west <= lon <= east and south <= lat <= north)

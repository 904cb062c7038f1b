"""How dates, times, clocks and kilometres are written in each language. Pure: no settings, no database.

Babel draws them, because browsers and Django have no Tajik or Kyrgyz dates.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

# Day before month everywhere; the year's "г." and "ж." only cost room in a column.
DATE_PATTERN = {"ky": "d-MMMM, y"}
SHORT_PATTERN = {"ky": "d-MMM, y"}
MONTH_PATTERN = {"ky": "LLLL, y"}
LOCALE_NAMES = {"en": "en_GB"}


@lru_cache
def locale_for(language: str) -> Locale:
    """Return the Babel locale of a page language; Russian where Babel has no month names for it."""
    try:
        locale = Locale.parse(LOCALE_NAMES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("ru")
    # A locale without data of its own inherits root's "M01".
    return locale if not locale.months["format"]["wide"][1].startswith("M0") else Locale.parse("ru")


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """Return a date such as 27 January 2022."""
    return babel_date(day, DATE_PATTERN.get(language, "d MMMM y"), locale=locale_for(language))


@lru_cache(maxsize=4096)
def short_date(day: date, language: str) -> str:
    """Return a date such as 27 Jan 2022."""
    return babel_date(day, SHORT_PATTERN.get(language, "d MMM y"), locale=locale_for(language))


def month_name(day: date, language: str) -> str:
    """Return the month of a date, such as January 2022."""
    return babel_date(day, MONTH_PATTERN.get(language, "LLLL y"), locale=locale_for(language))


def monday_of(day: date) -> date:
    """Return the first day of a date's week."""
    return day - timedelta(days=day.weekday())


def hour_and_minute(moment: datetime) -> str:
    """Return a time of day: 24 hours in every language of this border."""
    return f"{moment:%H:%M}"


def on_clock(moment: datetime, zone: str) -> datetime:
    """Return an aware moment on the clock of a zone.

    :raises ValueError: if the moment is naive; a time without an offset says nothing.
    """
    if moment.tzinfo is None:
        raise ValueError("A time needs its offset.")
    return moment.astimezone(ZoneInfo(zone))


def utc_offset(moment: datetime, zone: str) -> str:
    """Return a zone's offset at a moment, such as +6 or +5:30."""
    seconds = int((on_clock(moment, zone).utcoffset() or timedelta()).total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    sign = "−" if seconds < 0 else "+"
    return f"{sign}{hours}:{rest // 60:02}" if rest else f"{sign}{hours}"


def kilometres(value: Decimal | float | int, language: str, places: int = 1, most: int = 3) -> str:
    """Return a length with grouped thousands and one to three decimals, as the language writes them."""
    pattern = "#,##0" + ("." + "0" * places + "#" * (most - places) if most else "")
    return format_decimal(value, pattern, locale=locale_for(language))


def whole_number(value: int, language: str) -> str:
    """Return a count with grouped thousands."""
    return format_decimal(value, "#,##0", locale=locale_for(language))

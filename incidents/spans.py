"""How long, and how far, in words."""

from datetime import timedelta
from math import ceil

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from incidents.joining.similar import Similar
from people.formats import kilometres

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def span_words(span: timedelta) -> str:
    """Return a length of time to the minute below a day, to the hour below three, else in days."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if span < DAY:
        return _("%(h)s h %(min)s min") % {"h": hours, "min": rest} if rest else _("%(h)s h") % {"h": hours}
    days, hours = divmod(round(minutes / 60), 24)
    said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return f"{said} {_('%(h)s h') % {'h': hours}}" if hours and days < 3 else said


def time_apart(one: Similar) -> str:
    """Return how far apart in time two incidents are, once the two clocks are brought together."""
    if one.is_days:
        return _("the same days") if not one.apart else _("at least %(span)s apart") % {"span": span_words(one.apart)}
    if one.apart < timedelta(minutes=1):
        return _("the same minute")
    return _("%(span)s apart") % {"span": span_words(one.apart)}


def place_apart(one: Similar) -> str:
    """Return how far apart two places are; those of cells no finer than they are shared."""
    if one.distance_m is None:
        return _("one of the two places is not known, the same sector")
    if one.distance_m < 100:
        return _("the same place, as far as it is known")
    if one.distance_m < 1_000:
        return _("about %(m)d m away") % {"m": ceil(one.distance_m / 100) * 100}
    km = kilometres(one.distance_m / 1000, get_language() or "en", places=1, most=1)
    return _("about %(km)s km away") % {"km": km}

"""The marks of every page: severity, sides, two clocks, status chips, icons, form rows, kilometres.

The markup of a mark lives in templates/components; a page never draws one by hand.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from people import formats
from people.formrows import form_row_context
from people.models import Clock, Role, Side

register = template.Library()


def _mark(name: str, values: dict[str, Any]) -> SafeString:
    """Render a mark without the line ends of its template: it stands inside sentences."""
    # Autoescaped by its template.
    return mark_safe(render_to_string(f"components/{name}", values).strip())  # noqa: S308


# How a status looks: heavy where somebody must act, thin where it is settled, dashed where it is one-sided or
# left the main road. The labels are those of the vocabulary.
STATUSES = {
    "signal": ("open", "dot", _("Signal")),
    "acknowledged": ("open", "dot", _("Acknowledged")),
    "localising": ("open", "going", _("Being localised")),
    "localised": ("", "half", _("Localised")),
    "under_review": ("open", "half", _("Under joint review")),
    "agreed": ("", "agree", pgettext_lazy("incident", "Agreed")),
    "disagreed": ("", "differ", _("Not agreed")),
    "closed": ("", "ring", _("Closed by both sides")),
    "closed_by_one": ("dash", "ring", _("Closed by one side")),
    "reopened": ("open", "dot", _("Reopened")),
    "not_confirmed": ("dash", "silent", _("Not confirmed")),
    "joined": ("dash", "silent", _("Joined to another")),
}

# The sections of the product: URL name, and label. A page is marked current by its app and name.
SECTIONS = [
    ("analysis:dashboard", _("Dashboard")),
    ("incidents:list", _("Incidents")),
    ("segments:list", _("Segments")),
    ("segments:delimitation", _("Delimitation")),
    ("notifications:inbox", _("Inbox")),
]
ADMINISTRATION = ("administration:people", _("Administration"))


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration beside a word."""
    if label:
        return format_html('<svg class="ico" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="ico" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def severity(level: int | str | None, size: str = "") -> SafeString:
    """Draw the mark of a severity, 1 to 5; size `s` or `l` makes it small or large."""
    if not level:
        return SafeString()
    label = gettext("Severity %(level)s") % {"level": level}
    return _mark("_severity.html", {"level": int(level), "size": size, "label": label})


def _side(context: Context, code: str) -> Side | None:
    # One query per page, however many codes it names.
    request = context.get("request")
    known: dict[str, Side] | None = getattr(request, "known_sides", None)
    if known is None:
        known = Side.objects.in_bulk()
        if request is not None:
            request.known_sides = known
    return known.get(code.upper())


@register.simple_tag(takes_context=True)
def side_label(context: Context, side: Side | str | None, form: str = "code") -> SafeString | str:
    """Draw a side's half disc with its code, or with its name where `form` is "name".

    "both" is the full disc. Nothing is drawn for None: nobody is said to have reported it.
    """
    if side == "both":
        return _mark("_side.html", {"mark": "both", "text": gettext("both sides")})
    if isinstance(side, str) and side:
        side = _side(context, side)
    if not isinstance(side, Side):
        return ""
    return _mark("_side.html", {"mark": side.code.lower(), "text": side.name if form == "name" else side.short})


@register.simple_tag(takes_context=True)
def status_chip(context: Context, status: str, side: Side | str | None = None) -> SafeString:
    """Draw the chip of an incident's status, naming the side that alone brought it there."""
    look, mark, label = STATUSES[status]
    return _mark("_status_chip.html", {"look": look, "mark": mark, "label": label, "side": side_label(context, side)})


def _zones(context: Context, stated: str | None) -> list[str]:
    """Return both clocks, the reader's own first; a stated clock of a third place comes last."""
    user = getattr(context.get("request"), "user", None)
    own = str(context.get("own_clock") or getattr(user, "time_zone", Clock.BISHKEK))
    zones = [own, *(str(zone) for zone in Clock.values if zone != own)]
    return zones if not stated or stated in zones else [*zones, stated]


def clock_name(zone: str) -> str:
    """Return the city of a clock in the page language."""
    return str(Clock(zone).label) if zone in Clock.values else zone.rpartition("/")[2].replace("_", " ")


def _readings(at: datetime, zones: list[str], stated: str | None, precision: str, short: bool) -> list[dict[str, Any]]:
    write = formats.short_date if short else formats.long_date
    readings: list[dict[str, Any]] = []
    shown_day = None
    for zone in zones:
        local = formats.on_clock(at, zone)
        time = formats.hour_and_minute(local)
        readings.append(
            {
                # The date again only where it is another one: around midnight the two clocks disagree.
                "day": "" if local.date() == shown_day else write(local.date(), _language()),
                "time": gettext("about %(time)s") % {"time": time} if precision == "hour" else time,
                "place": clock_name(zone),
                "stated": zone == stated,
            }
        )
        shown_day = local.date()
    return readings


def _day_said(day: date, precision: str, short: bool) -> str:
    write, language = (formats.short_date if short else formats.long_date), _language()
    if precision == "month":
        return formats.month_name(day, language)
    if precision == "week":
        return gettext("week of %(day)s") % {"day": write(formats.monday_of(day), language)}
    return write(day, language)


@register.simple_tag(takes_context=True)
def two_clocks(
    context: Context,
    at: datetime | None,
    clock: str | None = None,
    precision: str = "minute",
    short: bool = False,
    stated: bool = True,
) -> SafeString | str:
    """Write a moment on both clocks: the reader's first and bold, the one it was stated on underlined.

    `stated=False` underlines none: the moment is kept on `clock`, but nobody said whose clock it was. Coarser than an
    hour it is a date of the stated clock, and no time: nobody said one. `short` abbreviates the month.
    """
    if at is None:
        return ""
    zones = _zones(context, clock)
    if precision in {"minute", "hour"}:
        return _mark(
            "_two_clocks.html",
            {"at": at, "readings": _readings(at, zones, clock if stated else None, precision, short)},
        )
    day = formats.on_clock(at, clock or zones[0]).date()
    return _mark("_two_clocks.html", {"at": at, "day": _day_said(day, precision, short), "iso": day.isoformat()})


@register.simple_tag(takes_context=True)
def clock_date(context: Context, at: datetime | date | None, short: bool = False) -> SafeString | str:
    """Write the date of a moment on the reader's clock; a date is written as it is."""
    if at is None:
        return ""
    day = formats.on_clock(at, _zones(context, None)[0]).date() if isinstance(at, datetime) else at
    text = (formats.short_date if short else formats.long_date)(day, _language())
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), text)


@register.simple_tag(takes_context=True)
def clock_time(context: Context, at: datetime | None, clock: str | None = None) -> str:
    """Write the time of day alone, on the reader's clock or the one named."""
    return formats.hour_and_minute(formats.on_clock(at, clock or _zones(context, None)[0])) if at else ""


@register.filter
def month(day: date) -> str:
    """Write the month and year of a date."""
    return formats.month_name(day, _language())


@register.filter
def offset(zone: str, at: datetime) -> str:
    """Write a clock's distance from UTC, such as +6."""
    return formats.utc_offset(at, zone)


@register.filter
def offset_minutes(zone: str, at: datetime) -> int:
    """Return a clock's distance from UTC in minutes, for the ticking clock."""
    return int((formats.on_clock(at, zone).utcoffset() or at - at).total_seconds() // 60)


register.filter("clock_name", clock_name)


@register.filter
def km(value: Decimal | float | int | None, places: int = 1) -> str:
    """Write a number of kilometres with 1 to 3 decimals; `km:0` rounds to whole ones."""
    return "" if value is None else formats.kilometres(value, _language(), places, 3 if places else 0)


@register.filter
def number(value: int | None) -> str:
    """Write a count with grouped thousands."""
    return "" if value is None else formats.whole_number(value, _language())


@register.inclusion_tag("components/_form_row.html")
def form_row(
    field: BoundField, number: int | str = "", shown: int = 0, columns: int = 1, small: bool = False
) -> dict[str, Any]:
    """Draw a question with its hint, error and field.

    `number` stands before the question. `shown` folds the choices after so many away (never a chosen one),
    `columns=2` sets short choices side by side, `small` is for questions of less weight.
    """
    return form_row_context(field, number=number, shown=shown, columns=columns, small=small)


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Draw how many answers are left, each with a link to its question. Draws nothing where all is well."""
    left = [form[name] for form in forms for name in form.errors if name in form.fields]
    general = [error for form in forms for error in form.non_field_errors()]
    n = len(left) + len(general)
    heading = (
        ngettext("One answer is left", "%(n)s answers are left", n) % {"n": n} if left else gettext("Not accepted")
    )
    return {"fields": left, "general": general, "heading": heading, "n": n}


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: Any) -> str:
    """Return the current query string with parameters replaced; None or "" takes one out, and a list repeats it."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[Mapping[str, Any]]:
    """Return the sections this installation serves, the current one marked."""
    request: HttpRequest | None = context.get("request")
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    apps_with_one_section = ("administration", "analysis", "incidents", "notifications")
    links: list[Mapping[str, Any]] = []
    user = getattr(request, "user", None)
    administers = user is not None and user.is_authenticated and user.role == Role.ADMINISTRATOR and user.side_id
    for name, label in [*SECTIONS, *([ADMINISTRATION] if administers else [])]:
        app = name.partition(":")[0]
        current = here == name or (app in apps_with_one_section and here.startswith(f"{app}:"))
        # A segment's own page belongs to the list of segments.
        current = current or (name == "segments:list" and here == "segments:detail")
        try:
            links.append({"name": name, "url": reverse(name), "label": label, "current": current})
        except NoReverseMatch:
            continue
    return links

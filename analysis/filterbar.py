"""The filters of the dashboard as a person sees them: values in buttons, counts at choices, chips to take away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analysis.tally import Tally
from incidents.codes import Cause, Form, Origin, Severity, Status
from incidents.filters import IncidentFilter
from people.formats import short_date
from segments.models import Sector, Segment

# In the address these hold several codes, separated by commas; a plain form repeats their names.
SEVERAL = ("severity", "cause", "form", "status", "origin", "sector", "segment", "side", "line", "border", "visibility")
PERIOD = ("occurred_after", "occurred_before")


@dataclass(frozen=True)
class Choice:
    """One value of a filter: whether it is chosen, how many it has, and the address that adds or takes it."""

    name: str
    code: str
    label: str
    is_on: bool
    n: int | None
    url: str


@dataclass(frozen=True)
class Pick:
    """One button of the filter bar with its value and its choices."""

    label: str
    value: str
    is_set: bool
    groups: list[tuple[str, list[Choice]]]


def canonical(query: QueryDict) -> QueryDict:
    """Return the query a plain form meant: codes joined by commas, nothing empty, each name once."""
    tidy = QueryDict(mutable=True)
    for name, values in query.lists():
        filled = [value for value in values if value.strip()]
        if name in SEVERAL and len(filled) > 1:
            filled = [",".join(dict.fromkeys(filled))]
        if filled:
            tidy.setlist(name, filled)
    return tidy


def url_of(query: QueryDict) -> str:
    """Return the address of a query on the same page; without any, the page itself."""
    text = query.urlencode(safe=",:/")
    return f"?{text}" if text else "/"


def changed(query: QueryDict, **changes: str | None) -> QueryDict:
    """Return a query with parameters replaced, or taken out by None or "", on the first page of the list."""
    other = query.copy()
    other.pop("cursor", None)
    for name, value in changes.items():
        other.pop(name, None)
        if value:
            other[name] = value
    return other


def codes_in(query: QueryDict, name: str) -> list[str]:
    return [code for code in query.get(name, "").split(",") if code]


def _toggled(query: QueryDict, name: str, code: str) -> str:
    codes = codes_in(query, name)
    left = [one for one in codes if one != code] if code in codes else [*codes, code]
    return url_of(changed(query, **{name: ",".join(left)}))


class FilterBar:
    """The filter bar under one address."""

    def __init__(self, query: QueryDict, counted: Tally, filters: Mapping[str, Any], origins: list[str]) -> None:
        self.query, self.counted, self.filters, self.origins = query, counted, filters, origins
        self._places: dict[str, dict[str, str]] | None = None

    def choices(self, name: str, labels: Iterable[tuple[Any, Any]]) -> list[Choice]:
        """Return the choices of a filter of codes, in the order given."""
        chosen, counts = codes_in(self.query, name), self.counted.by.get(name)
        return [
            Choice(
                name=name,
                code=str(code),
                label=str(label),
                is_on=str(code) in chosen,
                n=counts[str(code)] if counts is not None else None,
                url=_toggled(self.query, name, str(code)),
            )
            for code, label in labels
        ]

    def picks(self) -> list[Pick]:
        """Return the buttons in their order, the period aside."""
        severities = [(code, f"{code}. {label}") for code, label in reversed(Severity.choices)]
        return [
            self._where(),
            self._pick(_("Cause"), "cause", Cause.choices),
            self._pick(_("What happened"), "form", Form.choices),
            self._pick(_("Severity"), "severity", severities, everything="1 – 5"),
            self._pick(_("Status"), "status", Status.choices),
            self._pick(_("Origin"), "origin", Origin.choices, everything=self._origins_said()),
        ]

    def _pick(self, label: str, name: str, labels: Iterable[tuple[Any, Any]], everything: str = "") -> Pick:
        choices = self.choices(name, labels)
        return Pick(label, self._value(choices, everything), any(choice.is_on for choice in choices), [("", choices)])

    def _value(self, choices: list[Choice], everything: str = "") -> str:
        on = [choice for choice in choices if choice.is_on]
        if not on:
            return everything or _("All")
        return on[0].label if len(on) == 1 else ngettext("%(n)d chosen", "%(n)d chosen", len(on)) % {"n": len(on)}

    def _origins_said(self) -> str:
        first, *others = (str(Origin(origin).label) for origin in self.origins)
        return ", ".join([first, *(label.lower() for label in others)])

    def _where(self) -> Pick:
        places = self._place_labels()
        sectors = self.choices("sector", places["sector"].items())
        segments = self.choices("segment", places["segment"].items())
        both = [*sectors, *segments]
        groups = [(_("Sectors"), sectors), (_("Segments"), segments)]
        return Pick(_("Where"), self._value(both), any(choice.is_on for choice in both), groups)

    def _place_labels(self) -> dict[str, dict[str, str]]:
        if self._places is None:
            segments = Segment.objects.along_the_lines().defer("geometry")
            self._places = {
                "sector": {sector.code: sector.name for sector in Sector.objects.order_by("position", "code")},
                "segment": {segment.code: f"{segment.code} {segment.name}" for segment in segments},
            }
        return self._places

    def period(self) -> str:
        """Return the period in words, its last day included; empty without one."""
        language = get_language() or "en"
        after, before = self.filters.get("occurred_after"), self.filters.get("occurred_before")
        first = after.astimezone(UTC).date() if after else None
        last = (before.astimezone(UTC) - timedelta(microseconds=1)).date() if before and before.year > 1 else None
        if first and last:
            if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
                return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
            return f"{short_date(first, language)} – {short_date(last, language)}"
        if first:
            return _("from %(day)s") % {"day": short_date(first, language)}
        return _("to %(day)s") % {"day": short_date(last, language)} if last else ""

    def years(self, until: int) -> list[dict[str, Any]]:
        """Return the last years as periods to choose."""
        return [
            {
                "year": year,
                "url": url_of(changed(self.query, occurred_after=f"{year}-01-01", occurred_before=f"{year + 1}-01-01")),
            }
            for year in range(until, until - 12, -1)
        ]

    def chips(self) -> list[dict[str, str]]:
        """Return a chip for each value that narrows, with the address without it."""
        chips = []
        if self.period():
            without = changed(self.query, **dict.fromkeys(PERIOD))
            chips.append({"text": self.period(), "url": url_of(without)})
        labels = self._labels()
        for name in self.query:
            if name in labels:
                title, words = labels[name]
                chips += [
                    {"text": f"{title}: {words.get(code, code)}", "url": _toggled(self.query, name, code)}
                    for code in codes_in(self.query, name)
                ]
            elif name in IncidentFilter.base_filters and name not in PERIOD:
                chips.append({"text": self._plain(name), "url": url_of(self._without(name))})
        return chips

    def _without(self, name: str) -> QueryDict:
        # A kilometre needs its line: both go.
        also = ("km_from", "km_to") if name == "line" else ()
        return changed(self.query, **dict.fromkeys((name, *also)))

    def _labels(self) -> dict[str, tuple[str, dict[str, str]]]:
        def words(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
            return {str(code): str(label) for code, label in choices}

        places = self._place_labels()
        return {
            "severity": (_("Severity"), {str(code): f"{code}. {label}" for code, label in Severity.choices}),
            "cause": (_("Cause"), words(Cause.choices)),
            "form": (_("What happened"), words(Form.choices)),
            "status": (_("Status"), words(Status.choices)),
            "origin": (_("Origin"), words(Origin.choices)),
            "sector": (_("Sector"), places["sector"]),
            "segment": (_("Segment"), places["segment"]),
            "side": (_("Reported by"), {}),
        }

    def _plain(self, name: str) -> str:
        if name == "bbox":
            return _("Only what the map shows")
        titles = {
            "q": _("Words"),
            "severity__gte": _("Severity from"),
            "line": _("Line"),
            "border": _("Border"),
            "km_from": _("From km"),
            "km_to": _("To km"),
            "near": _("Near a point"),
            "updated_since": _("Changed since"),
            "visibility": _("Who may know"),
        }
        return f"{titles.get(name, name)}: {self.query.get(name, '')[:60]}"

    def clear_url(self) -> str:
        """Return the address without any filter; the day of the border and the view of the map stay."""
        left = self.query.copy()
        for name in [*IncidentFilter.base_filters, "cursor"]:
            left.pop(name, None)
        return url_of(left)

    def filters_only(self, *, but: tuple[str, ...] = ()) -> str:
        """Return the filters of the address as a query string, as the API takes them."""
        left = QueryDict(mutable=True)
        for name in self.query:
            if name in IncidentFilter.base_filters and name not in but:
                left[name] = self.query.get(name, "")
        return left.urlencode(safe=",:")

    def carried(self, *also: str) -> list[tuple[str, str]]:
        """Return what the form of the filters does not ask, and must keep."""
        asked = {*PERIOD, "severity", "cause", "form", "status", "origin", "sector", "segment", "cursor", *also}
        return [(name, self.query.get(name, "")) for name in self.query if name not in asked]


def today() -> Any:
    """Return the day in UTC, as all dates of an address are."""
    return datetime.now(UTC).date()

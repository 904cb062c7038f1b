"""The filters of the list as a person sees them: choices with what is chosen, and chips to take away."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from incidents.codes import Cause, Form, Origin, Severity, Status, Visibility
from people.models import Side
from segments.models import BorderLine, Sector, Segment

Choices = Iterable[tuple[Any, Any]]


def _segments() -> Choices:
    rows = Segment.objects.along_the_lines().defer("geometry")
    return [(segment.code, f"{segment.code}, {segment.name}") for segment in rows]


def _sides() -> Choices:
    return [(side.code, side.name) for side in Side.objects.order_by("code")]


def _filters() -> list[tuple[str, str, Callable[[], Choices]]]:
    return [
        ("severity", _("Severity"), lambda: [(code, f"{code}. {label}") for code, label in reversed(Severity.choices)]),
        ("status", _("Status"), lambda: Status.choices),
        ("cause", _("Cause"), lambda: Cause.choices),
        ("form", _("What happened"), lambda: Form.choices),
        ("segment", _("Segment"), _segments),
        ("side", _("Reported by"), _sides),
        ("visibility", _("Who may know"), lambda: Visibility.choices),
        ("origin", _("Origin"), lambda: Origin.choices),
    ]


def picks_of(query: QueryDict, errors: dict[str, list[str]], own_side: str | None) -> list[dict[str, Any]]:
    """Return each filter of codes with its choices, the chosen ones marked, and what is wrong with it.

    Of the two sides the reader's own comes first.
    """
    picks = []
    for name, label, choices in _filters():
        chosen = set(query.get(name, "").split(",")) - {""}
        options = [{"code": str(code), "label": said, "on": str(code) in chosen} for code, said in choices()]
        if name == "side":
            options.sort(key=lambda option: option["code"] != own_side)
        picks.append(
            {"name": name, "label": label, "options": options, "n": len(chosen), "errors": errors.get(name, [])}
        )
    return picks


def chips_of(query: QueryDict) -> list[dict[str, str]]:
    """Return a chip for each value that narrows the list, with the address without it."""
    chips = []
    known = {name: (label, choices) for name, label, choices in _filters()}
    plain = _plain_labels()
    for name in query:
        value = query.get(name, "")
        if name in known:
            label, choices = known[name]
            labels = {str(code): str(said) for code, said in choices()}
            codes = value.split(",")
            for code in codes:
                rest = ",".join(other for other in codes if other != code)
                chips.append({"text": f"{label}: {labels.get(code, code)}", "url": _without(query, name, rest)})
        elif name in plain:
            chips.append({"text": f"{plain[name]}: {_named(name, value)}", "url": _without(query, name)})
    return chips


def label_of(name: str) -> str:
    """Return what a filter is called on the page; its own name where the page does not offer it."""
    labels = {known: label for known, label, _choices in _filters()} | _plain_labels()
    return labels.get(name, name)


def _plain_labels() -> dict[str, str]:
    return {
        "q": _("Words"),
        "occurred_after": _("From"),
        "occurred_before": _("Before"),
        "severity__gte": _("Severity from"),
        "sector": _("Sector"),
        "line": _("Line"),
        "border": _("Border"),
        "km_from": _("From km"),
        "km_to": _("To km"),
        "bbox": _("In the part of the map"),
        "near": _("Near a point"),
        "updated_since": _("Changed since"),
    }


def _named(name: str, value: str) -> str:
    if name == "bbox":
        return _("as drawn")
    model = {"sector": Sector, "line": BorderLine}.get(name)
    # A refused value is named too, and PostgreSQL takes no NUL.
    row = model._default_manager.filter(pk=value).first() if model and "\0" not in value else None
    return row.name if row else value[:60]


def _without(query: QueryDict, name: str, rest: str = "") -> str:
    """Return the query without a value; what needs it, and the page one stands on, go with it."""
    left = query.copy()
    left.pop("cursor", None)
    left.pop(name, None)
    if rest:
        left[name] = rest
    if name == "line":
        left.pop("km_from", None)
        left.pop("km_to", None)
    return f"?{left.urlencode(safe=',:')}" if left else "."

"""The panels of the dashboard: what each number is called, where it leads, and what it rests on."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analysis.dashboard import Dashboard, open_origins, origins_asked
from analysis.filterbar import Choice, FilterBar, changed, url_of
from incidents.codes import Cause, Form, Origin, Severity, Status
from incidents.workflow import SETTLED
from people.formats import kilometres, short_date, whole_number
from people.models import Role, User
from segments.ledger import Ledger

BARS_SHOWN = 9
OPEN = [status.value for status in Status if status not in SETTLED]


def _language() -> str:
    return get_language() or "en"


def scope_words(user: User | AnonymousUser) -> str:
    """Say whose records these figures count."""
    if not isinstance(user, User) or user.role == Role.OBSERVER:
        return _("Scope: what both sides made public, and public sources.")
    if user.role == Role.AUTHORITY:
        return _("Scope: public records, and shared records of your districts.")
    if user.side_id is None or user.role == Role.ADMINISTRATOR:
        return _("Scope: shared records and public sources. Both sides read the same figures.")
    if user.role == Role.LIAISON:
        return _(
            "Scope: shared records, public sources, and the drafts of your side in your sectors and those that adjoin."
        )
    return _("Scope: shared records, public sources, and the drafts of your side.")


def key_figures(shown: Dashboard, bar: FilterBar) -> list[dict[str, Any]]:
    """Return the key figures: number, meaning, and what it rests on."""
    counted, language = shown.tally, _language()
    incidents = ngettext("incident", "incidents", counted.total)
    period = bar.period()
    grave = url_of(changed(bar.query, severity="4,5"))
    still_open = url_of(changed(bar.query, status=",".join(OPEN), origin=",".join(open_origins(shown.filters))))
    return [
        {
            "value": whole_number(counted.total, language),
            "label": f"{incidents}, {period}" if period else incidents,
            "source": _sample(shown),
        },
        {
            "value": whole_number(counted.grave, language),
            "label": _("of severity 4 or 5"),
            "source": _("Show them") if counted.grave else _("The highest rule met decides."),
            "source_url": grave if counted.grave else "",
        },
        {
            "value": whole_number(counted.open, language),
            "label": _("open: somebody still has to act"),
            "source": _("Show them") if counted.open else _("What public sources tell is history."),
            "source_url": still_open if counted.open else "",
        },
        *_lengths(shown.ledger),
    ]


def _sample(shown: Dashboard) -> str:
    """Say how many there were before, and what a sample of press reports is not."""
    words = []
    if shown.before is not None:
        words.append(_("In as long a time before: %(n)s.") % {"n": whole_number(shown.before, _language())})
    counts_press = Origin.PUBLIC_SOURCE in origins_asked(shown.filters)
    if counts_press and shown.tally.total and shown.tally.by["origin"][Origin.PUBLIC_SOURCE]:
        words.append(_("With a sample of press reports, which is not a count of events."))
    return " ".join(words)


def _lengths(ledger: Ledger) -> list[dict[str, Any]]:
    language, km = _language(), _("km")
    url = f"{reverse('segments:delimitation')}?at={ledger.at.isoformat()}"
    position = _("Position not published.") if ledger.is_apportioned else ""
    day = short_date(ledger.at, language)
    return [
        {
            "value": kilometres(ledger.total_km, language, 1, 3),
            "unit": km,
            "label": _("whole border, as of %(day)s") % {"day": day},
            "source": _("Published figures and their sources"),
            "source_url": url,
        },
        {
            "value": kilometres(ledger.defined_km, language, 1, 3),
            "unit": km,
            "label": _("described or better"),
            "source": position,
        },
        {
            "value": kilometres(ledger.undefined_km, language, 1, 3),
            "unit": km,
            "label": _("not described"),
            "source": _("Whole less described."),
        },
    ]


def bars(bar: FilterBar) -> dict[str, dict[str, Any]]:
    """Return the bar lists; each row adds its value to the filter, or takes it out."""
    severities = bar.choices("severity", reversed(Severity.choices))
    return {
        "severity": _list([choice for choice in severities if choice.n or choice.is_on], mark=True),
        "cause": _list(_by_count(bar.choices("cause", Cause.choices))),
        "form": _list(_by_count(bar.choices("form", Form.choices))),
    }


def _by_count(choices: list[Choice]) -> list[Choice]:
    present = [choice for choice in choices if choice.n or choice.is_on]
    return sorted(present, key=lambda choice: (-(choice.n or 0), choice.label))


def _list(choices: list[Choice], *, mark: bool = False) -> dict[str, Any]:
    most = max((choice.n or 0 for choice in choices), default=0) or 1
    rows = [
        {
            "label": choice.label,
            "n": choice.n or 0,
            "width": f"{100 * (choice.n or 0) / most:.1f}",
            "url": choice.url,
            "current": choice.is_on,
            "severity": choice.code if mark else None,
        }
        for choice in choices
    ]
    # A chosen row stays in sight, however rare it is.
    first = rows[:BARS_SHOWN] + [row for row in rows[BARS_SHOWN:] if row["current"]]
    return {
        "first": first,
        "rest": [row for row in rows[BARS_SHOWN:] if not row["current"]],
        "is_chosen": any(row["current"] for row in rows),
    }


def border_bar(ledger: Ledger) -> dict[str, Any]:
    """Return the widths of what is defined of the border, in hundredths."""
    share = 100 / ledger.total_km if ledger.total_km else 0
    return {"defined": f"{ledger.defined_km * share:.2f}", "undefined": f"{ledger.undefined_km * share:.2f}"}


def paging(shown: Dashboard, query: QueryDict) -> dict[str, str]:
    """Return the neighbours of the page of the list, and what is said of it."""
    n, language = len(shown.page.rows), _language()
    total = whole_number(shown.tally.total, language)
    if query.get("cursor"):
        said = _("%(n)s of %(total)s, further back") % {"n": n, "total": total}
    else:
        said = _("1 – %(n)s of %(total)s, newest first") % {"n": n, "total": total} if n else ""
    return {
        "said": said,
        "next": f"?{shown.page.next}" if shown.page.next else "",
        "previous": f"?{shown.page.previous}" if shown.page.previous else "",
    }

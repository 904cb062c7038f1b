"""Pages of the geography: segments, one segment, delimitation as of a day."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from people.formats import kilometres, long_date
from people.models import User
from people.strict import refuse_unknown_parameters
from segments.forms import DayForm
from segments.history import history_of
from segments.ledger import Ledger, SegmentFigures, default_border, ledger_at, status_label
from segments.models import AdminArea, LengthClaim, Protocol, Segment
from segments.naming import segment_title

# Their outlines weigh half a megabyte, and no page draws them.
DISTRICTS = Prefetch("districts", AdminArea.objects.defer("geometry").order_by("code"))
TO_THE_METRE = 3


@login_required
@require_safe
def segment_list(request: HttpRequest) -> HttpResponse:
    """Show the segments by line, with their figures as of a day."""
    form, status = _asked(request)
    ledger = ledger_at(form.day)
    context = {"form": form, "ledger": ledger, "rows": _rows(request, ledger), "figures": _figures(ledger)}
    return render(request, "segments/list.html", context, status=status)


@login_required
@require_safe
def segment_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one segment: where it runs, what is settled of it, and since when."""
    form, status = _asked(request)
    segment = Segment.objects.filter(pk=code).select_related("line", "sector").prefetch_related(DISTRICTS).first()
    if segment is None:
        raise Http404
    ledger = ledger_at(form.day)
    figures = next((row for row in ledger.segments if row.code == code), None)
    context = {
        "form": form,
        "ledger": ledger,
        "segment": segment,
        "title": segment_title(segment, _side(request)),
        "row": figures,
        "status_label": status_label(figures.status) if figures else "",
        "bar": _bar(figures, figures.length_km) if figures else None,
        "history": history_of(segment),
        "claims": segment.length_claims.order_by("said_on"),
        "map_config": {"bounds": list(segment.geometry.extent), "at": form.day.isoformat()},
    }
    return render(request, "segments/detail.html", context, status=status)


@login_required
@require_safe
def delimitation(request: HttpRequest) -> HttpResponse:
    """Show defined and undefined kilometres as of a day, and every figure ever published."""
    form, status = _asked(request)
    border = default_border()
    ledger = ledger_at(form.day, border=border)
    claims = LengthClaim.objects.filter(border=border).select_related("segment").order_by("said_on", "pk")
    context = {
        "form": form,
        "ledger": ledger,
        "rows": _rows(request, ledger),
        "figures": _figures(ledger),
        "totals": border.ledger_totals.order_by("valid_from"),
        "claims": claims,
        "protocols": Protocol.objects.filter(border=border).order_by("signed_on"),
    }
    return render(request, "segments/delimitation.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[DayForm, int]:
    """Return the form of the day asked for, and the status of the page: a wrong date is said beside its field."""
    try:
        refuse_unknown_parameters(request, {"at"})
    except ValidationError as error:
        raise BadRequest("; ".join(error.messages)) from error
    form = DayForm(request.GET)
    return form, 400 if form.errors else 200


def _side(request: HttpRequest) -> str | None:
    return request.user.side_id if isinstance(request.user, User) else None


def _rows(request: HttpRequest, ledger: Ledger) -> list[dict[str, Any]]:
    """Return the segments of the ledger with what a table and a bar need."""
    segments = Segment.objects.select_related("line", "sector").prefetch_related(DISTRICTS).in_bulk()
    longest = max((figures.length_km for figures in ledger.segments), default=Decimal(0))
    return [
        {
            "segment": segments[figures.code],
            "title": segment_title(segments[figures.code], _side(request)),
            "figures": figures,
            "status": status_label(figures.status),
            "bar": _bar(figures, longest),
        }
        for figures in ledger.segments
    ]


def _bar(figures: SegmentFigures, longest: Decimal) -> dict[str, str]:
    """Return the widths of a stacked bar, in hundredths of the longest."""
    share = 100 / longest if longest else Decimal(0)
    return {
        "defined": f"{figures.defined_km * share:.2f}",
        "undefined": f"{figures.undefined_km * share:.2f}",
        "all": f"{figures.length_km * share:.2f}",
    }


def _figures(ledger: Ledger) -> Sequence[dict[str, str]]:
    """Return the key figures: number, meaning, source."""
    language = (get_language() or "en").split("-")[0]
    day = long_date(ledger.at, language)
    where = gettext("Apportioned, position not published.") if ledger.is_apportioned else ""

    def figure(value: Decimal, label: str, source: str) -> dict[str, str]:
        return {
            "value": kilometres(value, language, 1, TO_THE_METRE),
            "unit": gettext("km"),
            "label": label,
            "source": source,
        }

    return [
        figure(
            ledger.total_km,
            gettext("whole border, as of %(day)s") % {"day": day},
            ledger.sources[0] if ledger.sources else "",
        )
        | {"source_language": "en"},
        figure(ledger.defined_km, gettext("described or better"), where),
        figure(ledger.undefined_km, gettext("not described"), gettext("Whole less described.")),
        {
            "value": kilometres(ledger.factor, language, 4, 4),
            "label": gettext("ledger km per measured km"),
            "source": gettext("%(km)s km are measured on the mapped lines.")
            % {"km": kilometres(ledger.measured_km, language, 1, TO_THE_METRE)},
        },
    ]

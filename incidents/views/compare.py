"""Two accounts of one incident, fact by fact: the page that both sides read and print, each its own side first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.accounts.fact_words import confidence_words, counts_words, rows_of
from incidents.accounts.facts import Comparison, comparison_of, joined_into
from incidents.codes import Origin, Severity
from incidents.comparison import Verdict
from incidents.reading import Reading
from incidents.views.joint import joint_context
from incidents.views.shown import found
from incidents.wording import where_words


@require_safe
@login_required
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Show how the sides' accounts stand to each other; `version=released` as both sides can read them."""
    read = found(request, ref)
    if (whole := joined_into(read)) is not None:
        return redirect("incidents:compare", whole.number or whole.pk)
    as_released = request.GET.get("version") == "released"
    comparison = comparison_of(read, as_released=as_released)
    return render(
        request,
        "incidents/compare.html",
        {
            "read": read,
            "incident": read.incident,
            "severity": Severity(read.incident.severity),
            "where": ", ".join(where_words(read)),
            "as_released": as_released,
            "is_public_source": read.incident.origin == Origin.PUBLIC_SOURCE,
            "printed_at": timezone.now(),
            **comparison_context(comparison),
            **joint_context(read),
        },
    )


def comparison_context(comparison: Comparison) -> dict[str, Any]:
    """Return what `_facts.html` shows of a comparison."""
    rows = rows_of(comparison)
    return {
        "comparison": comparison,
        "rows": [row for row in rows if row.verdict != Verdict.AGREE],
        "agreeing": [row for row in rows if row.verdict == Verdict.AGREE],
        "counts": counts_words(comparison),
        "heard": [{"told": told, "confidence": confidence_words(told)} for told in comparison.heard],
    }


def compare_summary(read: Reading) -> dict[str, Any]:
    """Return what `_compare_summary.html` shows of an incident: how many facts have each verdict, which differ."""
    comparison = comparison_of(read, with_sources=False)
    return {
        "counts": counts_words(comparison),
        "differing": [row.label for row in rows_of(comparison) if row.verdict == Verdict.DIFFER],
        "is_two_sided": comparison.is_two_sided,
        "is_own_heard": read.reader.side_id in comparison.told,
        "is_any_heard": bool(comparison.told),
        "url": reverse("incidents:compare", args=[read.incident.number or str(read.incident.pk)]),
    }

"""The list of incidents: what the address asks for, in keyset pages."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from incidents.drafts import drafts_of
from incidents.filters import IncidentFilter, filtered
from incidents.models import Incident
from incidents.reading import readings
from incidents.views.picks import chips_of, label_of, picks_of
from incidents.wording import where_words
from people.paging import page_of, page_size
from people.permissions import signed_in

PAGING = {"limit", "cursor"}
# In the address these hold several codes, separated by commas.
SEVERAL = ("cause", "form", "severity", "status", "side", "segment", "sector", "origin", "visibility", "line", "border")


@require_safe
@login_required
def incident_list(request: HttpRequest) -> HttpResponse:
    """Show the incidents a filter finds, newest first; a filter not understood is a 400 that says which."""
    canonical = _canonical(request.GET)
    if canonical is not None:
        return redirect(f"{reverse('incidents:list')}?{canonical}" if canonical else reverse("incidents:list"))
    user = signed_in(request)
    errors: dict[str, list[str]] = {}
    rows: list[Any] = []
    count, page = 0, None
    try:
        found, _filter = filtered(request, Incident.objects.visible_to(user), also=PAGING)
        page = page_of(found.for_reading(), request, size=page_size(request), by="occurred_at")
        count = found.count()
        rows = readings(page.rows, user)
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"q": error.messages}
    context = {
        "rows": [{"read": read, "where": ", ".join(where_words(read)[-2:])} for read in rows],
        "count": count,
        "errors": errors,
        "refused": [(label_of(name), " ".join(said)) for name, said in errors.items()],
        "picks": picks_of(request.GET, errors, user.side_id),
        "chips": chips_of(request.GET),
        "given": request.GET,
        "carried": [
            (name, request.GET[name]) for name in ("bbox", "near", "updated_since", "limit") if request.GET.get(name)
        ],
        "previous_url": f"?{page.previous}" if page and page.previous else "",
        "next_url": f"?{page.next}" if page and page.next else "",
        "begun": list(drafts_of(user)[:5]) if user.speaks_for_a_side else [],
    }
    return render(request, "incidents/incident_list.html", context, status=400 if errors else 200)


def _canonical(query: QueryDict) -> str | None:
    """Return the address a plain form meant, or None if it is written so already: codes joined, nothing empty."""
    tidy = QueryDict(mutable=True)
    for name, values in query.lists():
        filled = [value for value in values if value.strip()]
        if name in SEVERAL and len(filled) > 1:
            filled = [",".join(filled)]
        if filled or name not in IncidentFilter.base_filters:
            tidy.setlist(name, filled or values)
    return None if tidy == query else tidy.urlencode(safe=",:")

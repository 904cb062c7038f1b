"""What pages of other apps show of incidents."""

from typing import Any

from django import template

from incidents.models import Incident
from incidents.reading import readings

register = template.Library()

LATEST = 10


@register.inclusion_tag("incidents/_latest.html", takes_context=True)
def latest_incidents(context: dict[str, Any], segment: Any) -> dict[str, Any]:
    """Show the latest incidents of a segment that the reader may know of."""
    user = context["request"].user
    latest = Incident.objects.visible_to(user).on(segment).newest_first().for_reading()[:LATEST]
    return {"request": context["request"], "rows": readings(latest, user), "segment": segment, "most": LATEST}

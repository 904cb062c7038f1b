"""Finding the incident of a page, with what the page names and no more."""

import re
import uuid

from django.http import Http404, HttpRequest

from incidents.models import Account, Incident
from incidents.reading import Reading, reading
from people.permissions import signed_in

# A number or an own number, in either case of letters; an id.
NUMBER = re.compile(r"[A-Za-z]{2,4}-\d{4}-\d{4,8}", re.ASCII)
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def found(request: HttpRequest, ref: str) -> Reading:
    """Return the incident of a number, an own number or an id; the same 404 whether hidden or missing."""
    user, incident = signed_in(request), None
    visible = Incident.objects.visible_to(user).for_reading()
    if NUMBER.fullmatch(ref):
        incident = visible.filter(number=ref.upper()).first()
        if incident is None and user.side_id:
            # A side's own number is known to that side alone, even once its account is released.
            own = Account.objects.visible_to(user).filter(side=user.side_id, own_number=ref.upper())
            incident = visible.filter(pk__in=own.values("incident")).first()
    elif UUID.fullmatch(ref):
        incident = visible.filter(pk=uuid.UUID(ref)).first()
    if incident is None:
        raise Http404
    return reading(incident, user)

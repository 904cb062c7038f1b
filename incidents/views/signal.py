"""What the signal says, in words beside the questions of a side that did not report it."""

from django.utils.translation import gettext as _

from incidents.codes import Cause, Crowd, Form, LocationPrecision, Origin
from incidents.models import Incident
from incidents.reading import Reading
from incidents.wording import listed, where_words
from people.models import User


def signal_words(incident: Incident) -> dict[str, str]:
    """Return the coded facts both sides may know, by the name of the question they stand beside.

    Never the words of an account: a side says what it knows itself.
    """
    others = [Cause(code).label for code in incident.causes if code != incident.cause]
    said = {
        "place_by": ", ".join(where_words(Reading(incident, None, User()))),
        "cause": str(Cause(incident.cause).label),
        "causes": listed(others) if others else "",
        "forms": listed(Form(code).label for code in incident.forms) if incident.forms else "",
        "crowd": "" if incident.crowd == Crowd.UNKNOWN else str(Crowd(incident.crowd).label),
    }
    if incident.location_precision and said["place_by"]:
        said["place_by"] += f". {LocationPrecision(incident.location_precision).label}"
    words = _("Public sources say: %(words)s.") if incident.origin == Origin.PUBLIC_SOURCE else None
    words = words or _("The signal says: %(words)s.")
    return {name: words % {"words": text} for name, text in said.items() if text}

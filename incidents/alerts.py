"""Who is told of an incident, and in what words: severity, sector and form first, nothing else outside."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from incidents.codes import Origin, Severity
from incidents.models import Incident, TimelineEntry
from incidents.titles import what
from notifications.message import Message
from notifications.services import raise_alert

# The first part of every key of an alert about an incident.
SUBJECT = "incident"
SILENT_ORIGINS = {Origin.PUBLIC_SOURCE, Origin.SYNTHETIC}


def key_of(incident: Incident) -> str:
    """Return the prefix under which every alert of an incident is found."""
    return f"{SUBJECT}:{incident.pk}"


def incident_reported(incident: Incident, entry: TimelineEntry) -> None:
    """Tell the representatives of both sides, or of the own side alone while it is a draft."""
    _tell(incident, entry, kind="new")


def incident_shared(incident: Incident, entry: TimelineEntry) -> None:
    """Tell both sides of a former draft."""
    _tell(incident, entry, kind="new")


def severity_rose(incident: Incident, entry: TimelineEntry) -> None:
    """Tell everybody again, for a graver level is a new alert."""
    _tell(incident, entry, kind="update")


def incident_moved(incident: Incident, entry: TimelineEntry) -> None:
    """Tell those who answer for the sector it turned out to lie in: they have not heard of it."""
    _tell(incident, entry, kind="update")


def incident_reopened(incident: Incident, entry: TimelineEntry) -> None:
    """Tell both sides that it is open again: somebody has to acknowledge it anew."""
    _tell(incident, entry, kind="new", note=_reopened)


def _reopened() -> str:
    return _("Reopened. Acknowledge it again.")


def _tell(incident: Incident, entry: TimelineEntry, *, kind: str, note: Callable[[], str] | None = None) -> None:
    if incident.origin in SILENT_ORIGINS:
        return
    both = [side.code for side in incident.border.sides.all()]
    sides = both if incident.is_shared else [str(incident.side_id)]
    raise_alert(
        key=f"{key_of(incident)}:{entry.pk}",
        kind=kind,
        severity=incident.severity,
        sector=incident.sector,
        sides=sides,
        side=incident.side,
        visibility="both" if incident.is_shared else "own",
        origin=incident.origin,
        path=incident.get_absolute_url(),
        render=_message(incident, note),
    )


def _message(incident: Incident, note: Callable[[], str] | None) -> Callable[[str], Message]:
    """Return the renderer of one alert, called once a language, that language being active; `note` says what is new."""

    def render(language: str) -> Message:
        level = Severity(incident.severity)
        sector = incident.sector.name if incident.sector else _("sector unknown")
        subject = f"{level.value} {level.label} · {sector} · {what(incident)}"
        if incident.origin == Origin.EXERCISE:
            subject = _("EXERCISE") + " · " + subject
        lines = [subject, ""]
        if incident.is_shared:
            lines.append(_("Number: %(number)s") % {"number": incident.number})
            lines.append(_("Not confirmed, reported by one side."))
        else:
            lines.append(_("Only your side knows of this."))
        if note is not None:
            lines.append(note())
        return Message(subject=subject, body="\n".join(lines))

    return render

"""Whom a request for information concerns, and in what words: which incident and until when, never what is asked."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from incidents.alerts import SILENT_ORIGINS
from incidents.codes import Origin, Severity
from incidents.models import Incident, InformationAnswer, InformationRequest
from notifications.message import Message
from notifications.services import raise_alert
from people.formats import hour_and_minute, on_clock, short_date
from people.models import Clock

# Apart from the alerts of the incident: who was told of that, and who has seen it, is another question.
SUBJECT = "request"


def key_of_request(request: InformationRequest) -> str:
    """Return the prefix under which every alert of a request is found."""
    return f"{SUBJECT}:{request.pk}"


def information_requested(request: InformationRequest) -> None:
    """Tell the representatives of the side that is asked."""
    _tell(request, key_of_request(request), side=request.to_side_id, says=lambda: _("The other side asks"))


def information_given(request: InformationRequest, answer: InformationAnswer) -> None:
    """Tell the representatives of the side that asked."""
    _tell(
        request,
        f"{key_of_request(request)}:answer:{answer.pk}",
        side=request.side_id,
        says=lambda: _("The other side answered"),
    )


def answer_awaited(request: InformationRequest, *, key: str, is_late: bool) -> None:
    """Remind the representatives of the side that is asked."""

    def says() -> str:
        return _("An answer is overdue") if is_late else _("An answer is awaited")

    _tell(request, key, side=request.to_side_id, says=says)


def _tell(request: InformationRequest, key: str, *, side: str, says: Callable[[], str]) -> None:
    incident = request.incident
    if incident.origin in SILENT_ORIGINS:
        return
    raise_alert(
        key=key,
        kind="update",
        severity=incident.severity,
        sector=incident.sector,
        sides=[side],
        side=request.side_id,
        visibility="both",
        origin=incident.origin,
        path=f"{incident.get_absolute_url()}#request-{request.pk}",
        render=_message(incident, request, says, _clocks(request, side)),
    )


def _clocks(request: InformationRequest, side: str) -> list[Clock]:
    """Return both clocks, that of the side that is told first."""
    told = request.to_side if side == request.to_side_id else request.side
    return sorted(Clock, key=lambda clock: clock != told.time_zone)


def _message(
    incident: Incident, request: InformationRequest, says: Callable[[], str], clocks: list[Clock]
) -> Callable[[str], Message]:
    """Return the renderer of one alert; it is called once a language, that language being active."""

    def render(language: str) -> Message:
        level = Severity(incident.severity)
        sector = incident.sector.name if incident.sector else _("sector unknown")
        subject = f"{level.value} {level.label} · {sector} · {says()}"
        if incident.origin == Origin.EXERCISE:
            subject = _("EXERCISE") + " · " + subject
        lines = [
            subject,
            "",
            _("Number: %(number)s") % {"number": incident.number},
            _("Answer asked for by: %(time)s") % {"time": _on_clocks(request.due_at, clocks, language)},
        ]
        return Message(subject=subject, body="\n".join(lines))

    return render


def _on_clocks(at: datetime, clocks: list[Clock], language: str) -> str:
    parts = []
    for clock in clocks:
        local = on_clock(at, clock.value)
        parts.append(f"{short_date(local.date(), language)}, {hour_and_minute(local)} {clock.label}")
    return "; ".join(parts)

"""A record in every state, as one side reported it, with a file, links and a question."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from incidents.codes import LinkKind
from incidents.models import Account, Attachment, AttachmentContent, Incident, IncidentLink, InformationRequest
from incidents.services import ask, link_incidents, release_account, report_incident, submit_incident
from incidents.services.attachments import add_attachment, release_attachment
from people.actors import acting_as, actor_for
from people.models import User
from tests.conftest import as_owner
from tests.incidents.specimens import jpeg
from tests.permissions.hidden import checked_once

# The Mastchoi canal by Khojai Alo, on both sides' maps.
CANAL = (70.49611, 39.94167)
# How far a record is open: see matrix.txt.
STATES = ("own", "shared", "released", "local", "public")
WIDER = ("local", "public")


@dataclass
class Records:
    """What the reporting side recorded, by how far it is open."""

    incidents: dict[str, Incident]
    files: dict[str, Attachment]
    # Of the incident that both sides may know of: one that only the own side reads, one that both do.
    links: dict[str, IncidentLink]
    question: InformationRequest


def make_records(author: User, representative: User) -> Records:
    """Record an incident in each state, by the services as far as there are any."""
    incidents = {state: _incident(state, author, representative) for state in STATES}
    with checked_once():
        files = {state: _file(state, incidents[state], author, representative) for state in STATES}
    shared, released = incidents["shared"], incidents["released"]
    with acting_as(actor_for(author)):
        links = {
            "own": link_incidents(incident=shared, to=released, kind=LinkKind.NOT_RELATED, by=author)[0],
            "shared": link_incidents(incident=shared, to=released, kind=LinkKind.PRECURSOR, by=author)[0],
        }
        due = timezone.now() + timedelta(days=1)
        question, _new = ask(incident=shared, by=author, text="Who opened the gate?", due_at=due)
    return Records(incidents, files, links, question)


def exact_place(state: str) -> tuple[float, float]:
    """Return where the own side says it was: a little further along the canal for each state."""
    return round(CANAL[0] + STATES.index(state) / 1000, 5), CANAL[1]


def _incident(state: str, author: User, representative: User) -> Incident:
    """Log an incident and open it as far as `state` says, by the services as far as there are any."""
    with acting_as(actor_for(author)):
        incident, _new = report_incident(
            by=author,
            title=f"Water turn broken, {state}",
            summary=f"Two families argue over whose night it was, {state}.",
            occurred_at=timezone.now() - timedelta(hours=1),
            severity=3,
            cause="irrigation_turn",
            forms=["crowd", "stone_throwing"],
            crowd="50_200",
            harm="injured_1_4",
            location=exact_place(state),
            location_precision=1,
            visibility="own",
        )
        if state != "own":
            submit_incident(incident=incident, by=author)
    if state in {"released", "local", "public"}:
        with acting_as(actor_for(representative)):
            release_account(account=Account.objects.get(incident=incident), by=representative)
    if state in {"local", "public"}:
        with as_owner():
            Account.objects.filter(incident=incident).update(visibility=state)
            Incident.objects.filter(pk=incident.pk).update(visibility=state)
    with acting_as(actor_for(author)):
        return Incident.objects.get(pk=incident.pk)


def _file(state: str, incident: Incident, author: User, representative: User) -> Attachment:
    """Add a file, released where the account is."""
    with acting_as(actor_for(author)):
        attachment, _new = add_attachment(incident=incident, by=author, name="canal.jpg", data=jpeg())
    if state in {"released", *WIDER}:
        with acting_as(actor_for(representative)):
            release_attachment(attachment=attachment, by=representative)
    if state in WIDER:
        with as_owner():
            Attachment.objects.filter(pk=attachment.pk).update(visibility=state)
            AttachmentContent.objects.filter(pk=attachment.pk).update(visibility=state)
    return attachment

"""How two incidents belong together: saying it, joining reports of the same event, and taking it back."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.codes import Crowd, LinkKind, Status, Visibility
from incidents.errors import AlreadyThere, CannotBeJoined, MayNot, ReplayDiffers
from incidents.joining.accounts import accounts_of, joined_to
from incidents.models import Account, EntryKind, Incident, IncidentLink
from incidents.reach import refuse_out_of_reach
from incidents.services.accounts import PLACE, WORDS, locked_in_order, write_account
from incidents.services.entries import record
from incidents.services.releasing import submit_account
from incidents.services.replays import insert, made_before
from incidents.services.report import digest_of
from incidents.services.review import basis_changed
from incidents.workflow import next_status
from people.models import User


@transaction.atomic
def join_incidents(
    *, incident: Incident, into: Incident, by: User, id: uuid.UUID | None = None
) -> tuple[IncidentLink, bool]:
    """Say that `incident` reports the same event as `into`, and return that link, and whether it is new.

    Both keep their rows, numbers and accounts: `incident` gets the status `joined`, its accounts are read with those of
    `into`, and both threads say so. The same again is a replay and changes nothing.

    :raises MayNot: unless `by` writes the record of the side that reported `incident`.
    :raises CannotBeJoined: if they are one, if either is a draft or one an exercise, or if joins would form a chain.
    :raises IdTaken, ReplayDiffers: if the id came before.
    :raises StatusForbidsVerb: if what was done about `incident` has come too far.
    """
    if not (by.speaks_for_a_side and by.side_id == incident.side_id):
        raise MayNot(_("Only the side that reported an incident joins it to another."))
    refuse_out_of_reach(by, incident)
    sent = made_before(IncidentLink, id, made_by=by, from_incident=incident, to_incident=into, kind=LinkKind.JOINED)
    if sent is not None:
        return sent, False
    incident, into = _locked(incident, into)
    said = IncidentLink.objects.live().filter(from_incident=incident, kind=LinkKind.JOINED).first()
    if said is not None and said.to_incident_id == into.pk:
        return said, False
    _check_join(incident, into, is_joined=said is not None)
    now = timezone.now()
    former, incident.status = incident.status, next_status("join", incident.status)
    incident.updated_at = now
    incident.save(update_fields=["status", "updated_at"])
    link = _make(id, incident, into, LinkKind.JOINED, by=by, now=now, visibility=Visibility.BOTH)
    # The number of the other one: both sides may know of both.
    record(
        incident, EntryKind.JOINED, by=by, at=now, from_status=former, to_status=incident.status, text=into.number or ""
    )
    record(into, EntryKind.JOINED, by=by, at=now, text=incident.number or "")
    basis_changed(into, by=by, at=now)
    return link, True


def _check_join(incident: Incident, into: Incident, *, is_joined: bool) -> None:
    if incident.pk == into.pk:
        raise CannotBeJoined(_("This is the same record."))
    if not incident.is_shared:
        raise CannotBeJoined(
            _("Only your side knows of this. Send it to both sides, or write the account on the other.")
        )
    if not into.is_shared:
        raise CannotBeJoined(_("Only your side knows of the other incident. Send it to both sides first."))
    if incident.border_id != into.border_id or (incident.origin == "exercise") != (into.origin == "exercise"):
        raise CannotBeJoined(_("An exercise and an incident are not the same."))
    if is_joined:
        raise CannotBeJoined(_("It is joined to another incident. Separate it first."))
    if into.status == Status.JOINED:
        raise CannotBeJoined(_("The other incident is joined to a third one. Join it to that one."))
    if joined_to(incident):
        raise CannotBeJoined(
            _("Other incidents are joined to this one. Separate them first, or join the other way round.")
        )


@transaction.atomic
def separate(*, link: IncidentLink, by: User) -> IncidentLink:
    """Take a join back: the link ends, and the incident is open again. Doing it twice changes nothing.

    :raises MayNot: unless `by` writes the record of the side that joined them.
    """
    if not (by.speaks_for_a_side and by.side_id == link.side_id):
        raise MayNot(_("Only the side that joined two incidents separates them."))
    refuse_out_of_reach(by, link.from_incident)
    incident, into = _locked(link.from_incident, link.to_incident)
    link = IncidentLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.ended_at is not None:
        return link
    now = timezone.now()
    _end(link, by=by, now=now)
    former, incident.status = incident.status, next_status("reopen", incident.status)
    incident.updated_at = now
    incident.save(update_fields=["status", "updated_at"])
    record(
        incident,
        EntryKind.SEPARATED,
        by=by,
        at=now,
        from_status=former,
        to_status=incident.status,
        text=into.number or "",
    )
    record(into, EntryKind.SEPARATED, by=by, at=now, text=incident.number or "")
    basis_changed(into, by=by, at=now)
    return link


@transaction.atomic
def link_incidents(
    *, incident: Incident, to: Incident, kind: str, by: User, id: uuid.UUID | None = None
) -> tuple[IncidentLink, bool]:
    """Say, for the own side, how two incidents belong together or that they do not; return it, and whether it is new.

    Both sides read it if both may know of both incidents; *not related* stays the own side's.

    :raises MayNot: unless `by` writes a side's record.
    :raises CannotBeJoined: if they are one record.
    :raises IdTaken, ReplayDiffers: if the id came before.
    """
    if kind == LinkKind.JOINED:
        return join_incidents(incident=incident, into=to, by=by, id=id)
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not link incidents."))
    refuse_out_of_reach(by, incident)
    sent = made_before(IncidentLink, id, made_by=by, from_incident=incident, to_incident=to, kind=kind)
    if sent is not None:
        return sent, False
    incident, to = _locked(incident, to)
    if incident.pk == to.pk:
        raise CannotBeJoined(_("This is the same record."))
    said = IncidentLink.objects.live().filter(side=by.side_id, from_incident=incident, to_incident=to, kind=kind)
    if (link := said.first()) is not None:
        return link, False
    is_open = incident.is_shared and to.is_shared and kind != LinkKind.NOT_RELATED
    visibility = Visibility.BOTH if is_open else Visibility.OWN
    return _make(id, incident, to, LinkKind(kind), by=by, now=timezone.now(), visibility=visibility), True


@transaction.atomic
def end_link(*, link: IncidentLink, by: User) -> IncidentLink:
    """Take back what the own side said of two incidents; a join is separated. Doing it twice changes nothing.

    :raises MayNot: unless `by` writes the record of the side that said it.
    """
    if link.kind == LinkKind.JOINED:
        return separate(link=link, by=by)
    if not (by.speaks_for_a_side and by.side_id == link.side_id):
        raise MayNot(_("Only the side that linked two incidents takes it back."))
    refuse_out_of_reach(by, link.from_incident)
    link = IncidentLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.ended_at is None:
        _end(link, by=by, now=timezone.now())
    return link


@transaction.atomic
def join_as_account(*, into: Incident, by: User, id: uuid.UUID, **facts: Any) -> Account:
    """Write a report that is not sent yet as the side's account of an incident that is there, and submit it.

    No incident is made and nobody is alerted anew. `facts` are those of a report; `id` becomes the account's, by which
    the same sent twice is known again.

    :raises MayNot: unless `by` writes a side's record.
    :raises AlreadyThere: if the side has an account of it.
    :raises CannotBeJoined: if the incident is joined to another.
    :raises IdTaken, ReplayDiffers: if the id came before, for something else or with other words.
    """
    digest = digest_of(facts | {"into": into.pk})
    sent = Account.objects.filter(pk=id, author=by).first()
    if sent is not None:
        if sent.request_digest != digest:
            raise ReplayDiffers(_("This id came before with another body."))
        return sent
    if into.status == Status.JOINED:
        raise CannotBeJoined(_("This incident is joined to another. Write the account on that one."))

    def check(latest: Account | None) -> None:
        # Also one of a report of ours that was joined to it: a second one would take its place unsaid.
        standing = latest or accounts_of(into, by).get(str(by.side_id))
        if standing is not None:
            raise AlreadyThere(_("Your side has an account of it: %(number)s.") % {"number": standing.own_number})

    said = {name: value for name, value in facts.items() if name in WORDS | PLACE}
    if said.get("crowd") == Crowd.UNKNOWN:
        said["crowd"] = ""
    account = write_account(incident=into, by=by, id=id, check=check, **said)
    account.request_digest = digest
    account.save(update_fields=["request_digest"])
    return submit_account(account=account, by=by)


def _locked(one: Incident, other: Incident) -> tuple[Incident, Incident]:
    found = locked_in_order({one.pk, other.pk})
    return found[one.pk], found[other.pk]


def _make(
    id: uuid.UUID | None, incident: Incident, to: Incident, kind: LinkKind, *, by: User, now: Any, visibility: str
) -> IncidentLink:
    link = IncidentLink(
        id=id or uuid.uuid4(),
        from_incident=incident,
        to_incident=to,
        kind=kind,
        side=by.side,
        visibility=visibility,
        made_by=by,
        made_at=now,
    )
    insert(link)
    return link


def _end(link: IncidentLink, *, by: User, now: Any) -> None:
    link.ended_by, link.ended_at = by, now
    link.save(update_fields=["ended_by", "ended_at"])

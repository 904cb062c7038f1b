"""Which accounts tell of one incident: its own, and those of the incidents that were joined to it."""

from collections.abc import Iterable
from uuid import UUID

from incidents.codes import AccountState, LinkKind
from incidents.models import Account, Incident, IncidentLink
from people.models import User

# A released version that was replaced or taken back is history, not what a side says now.
PAST = (AccountState.REVISED, AccountState.WITHDRAWN)


def joined_to(incident: Incident) -> list[UUID]:
    """Return the ids of the incidents that report the same event and were joined to this one."""
    links = IncidentLink.objects.filter(to_incident=incident, kind=LinkKind.JOINED, ended_at=None)
    return list(links.order_by("made_at", "pk").values_list("from_incident", flat=True))


def accounts_of(incident: Incident, reader: User) -> dict[str, Account]:
    """Return what each side says of an incident now, as far as the reader may read it: side code to account.

    A side's own account of the incident comes before one it wrote on an incident that was joined to it. Public
    sources are of no side and not among them.
    """
    ids = [incident.pk, *joined_to(incident)]
    visible = Account.objects.visible_to(reader).filter(incident__in=ids, side__isnull=False)
    by_incident = newest(visible.select_related("side", "author", "incident__border", "incident__segment"), reader)
    found: dict[str, Account] = {}
    for pk in ids:
        for account in by_incident.get(pk, []):
            found.setdefault(str(account.side_id), account)
    return found


def newest(accounts: Iterable[Account], reader: User) -> dict[UUID, list[Account]]:
    """Return of each incident one account a side: the reader's side's latest version, of others what they say now.

    What public sources say is kept whole.
    """
    chosen: dict[tuple[UUID, str], Account] = {}
    for account in accounts:
        is_own = reader.side_id is not None and account.side_id == reader.side_id
        if not is_own and account.state in PAST:
            continue
        key = (account.incident_id, account.side_id or str(account.pk))
        if key not in chosen or chosen[key].version < account.version:
            chosen[key] = account
    found: dict[UUID, list[Account]] = {}
    for account in chosen.values():
        found.setdefault(account.incident_id, []).append(account)
    return found

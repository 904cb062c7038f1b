"""The versions of each side's account that a reader may read, and what the reader may do with one."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from incidents.codes import AccountState, Visibility
from incidents.joining.accounts import PAST, joined_to
from incidents.models import Account, Incident
from incidents.reading import Reading
from incidents.services.releasing import has_written
from people.models import Side, User


@dataclass(frozen=True)
class Versions:
    """What one side has said of an incident, newest first, as far as the reader may read it. `side` is None for
    what a public source says, which has one version."""

    side: Side | None
    accounts: list[Account]

    @property
    def latest(self) -> Account:
        """The own side's version at work, of others what they say now; one taken back where that is the last."""
        return self.accounts[0]

    def of(self, version: int) -> Account | None:
        """Return one version by its number."""
        return next((account for account in self.accounts if account.version == version), None)


def versions_of(read: Reading) -> list[Versions]:
    """Return the accounts of an incident and of those joined to it, the own side's first.

    A side's account of the incident itself comes before one of an incident that was joined to it.
    """
    ids = [read.incident.pk, *joined_to(read.incident)]
    visible = Account.objects.visible_to(read.reader).filter(incident__in=ids)
    people = ("author", "verified_by", "released_by")
    rows = visible.select_related("side", "incident", *people).order_by("-version", "pk")
    found: dict[str, list[Versions]] = {}
    for pk in ids:
        for versions in _by_side(row for row in rows if row.incident_id == pk):
            key = versions.side.pk if versions.side else str(versions.latest.pk)
            found.setdefault(key, []).append(versions)
    # What a side stands by now, wherever it was written, comes before what it took back.
    chosen = [next((each for each in group if _stands(each, read.reader)), group[0]) for group in found.values()]
    return read.in_order(chosen, lambda each: each.side.pk if each.side else None)


def _by_side(rows: Iterable[Account]) -> Iterable[Versions]:
    groups: dict[str, list[Account]] = {}
    for row in rows:
        groups.setdefault(row.side_id or str(row.pk), []).append(row)
    return [Versions(accounts[0].side, accounts) for accounts in groups.values()]


def _stands(versions: Versions, reader: User) -> bool:
    is_own = versions.side is not None and versions.side.pk == reader.side_id
    return is_own or versions.latest.state not in PAST


def own_account(incident: Incident, reader: User) -> Account | None:
    """Return the latest version of the reader's side on the incident itself, whatever its state."""
    if reader.side_id is None:
        return None
    own = Account.objects.visible_to(reader).filter(incident=incident, side=reader.side_id)
    return own.select_related("side", "incident", "author").order_by("-version").first()


def released_of(account: Account) -> Account | None:
    """Return the version of the same side's account that is released and not replaced; None where there is none."""
    if account.state == AccountState.RELEASED:
        return account
    versions = Account.objects.filter(incident=account.incident_id, side=account.side_id, state=AccountState.RELEASED)
    return versions.select_related("side", "incident").first()


def own_account_joined(read: Reading) -> Account | None:
    """Return the account the reader's side wrote on a record that was joined to this incident, and stands by here."""
    own = [each for each in versions_of(read) if each.side is not None and each.side.pk == read.reader.side_id]
    return next((each.latest for each in own if each.latest.incident_id != read.incident.pk), None)


def tag_of(account: Any) -> str:
    """Return the tag of the version a writer read, or of a row of its history: another version, state or word gives
    another. Empty where there is none."""
    if account is None:
        return ""
    seen = repr((str(account.id), account.version, account.state, account.updated_at))
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def allowed_on(account: Account, reader: User, *, incident: Incident) -> list[str]:
    """Return what the reader may do from one version of the own side's account, in the order of the work.

    While a later version is at work, the released one is still opened to partners and withdrawn, from either.
    """
    if account.side_id is None or account.side_id != reader.side_id or not reader.speaks_for_a_side:
        return []
    state, is_rep, actions = account.state, reader.represents_a_side, ["write"]
    if state == AccountState.DRAFT:
        actions.append("submit")
    if state == AccountState.SUBMITTED and is_rep and not has_written(account, reader):
        actions.append("verify")
    if account.is_working and is_rep and incident.is_shared:
        actions.append("release")
    released = released_of(account) if is_rep and (account.is_working or state == AccountState.RELEASED) else None
    if released is not None:
        if incident.visibility == Visibility.PUBLIC and released.visibility == Visibility.BOTH:
            actions.append("open_to_partners")
        actions.append("withdraw")
    return actions
